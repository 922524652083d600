using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>
/// Forgets published outbox rows, old inbox rows, dead letters that are done with, and, where the log is ours to keep, messages that
/// every group has read. Effects have natural keys too, so an even older duplicate is harmless.
/// </summary>
internal sealed partial class MessageRetention(NpgsqlDataSource database, IEventLog log, TimeProvider clock, ILogger<MessageRetention> logger) : BackgroundService
{
    private const string Purge = """
        DELETE FROM outbox WHERE recorded_at < now() - interval '7 days' AND position <= (SELECT checkpoint FROM outbox_relay);
        DELETE FROM inbox WHERE handled_at < now() - interval '30 days';
        DELETE FROM dead_letters WHERE status IN ('replayed', 'discarded') AND changed_at < now() - interval '90 days';
        """;

    private static readonly TimeSpan LogRetention = TimeSpan.FromDays(7);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var command = database.CreateCommand(Purge);
                await command.ExecuteNonQueryAsync(stoppingToken);
                if (log is PostgresEventLog own)
                    await own.PurgeAsync(LogRetention, stoppingToken);
            }
            catch (NpgsqlException failure)
            {
                LogPostponed(logger, failure.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old messages are purged an hour later: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);
}
