using Commerce.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>
/// Forgets published outbox rows, old inbox rows, dead letters that are done with, and, where the log is ours to keep, messages that
/// every group has read. Effects have natural keys too, so an even older duplicate is harmless.
/// </summary>
internal sealed class MessageRetention(NpgsqlDataSource database, IEventLog log, TimeProvider clock, ILogger<MessageRetention> logger)
    : PeriodicWork(TimeSpan.FromHours(1), clock, logger)
{
    private const string Purge = """
        DELETE FROM outbox WHERE recorded_at < now() - interval '7 days' AND position <= (SELECT checkpoint FROM outbox_relay);
        DELETE FROM inbox WHERE handled_at < now() - interval '30 days';
        DELETE FROM dead_letters WHERE status IN ('replayed', 'discarded') AND changed_at < now() - interval '90 days';
        """;

    private static readonly TimeSpan LogRetention = TimeSpan.FromDays(7);

    protected override async Task LookAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Purge);
        await command.ExecuteNonQueryAsync(ct);
        if (log is PostgresEventLog own)
            await own.PurgeAsync(LogRetention, ct);
    }
}
