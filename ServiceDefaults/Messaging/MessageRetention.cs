using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>Forgets published outbox rows and old inbox rows. Effects have natural keys too, so an even older duplicate is harmless.</summary>
internal sealed partial class MessageRetention(NpgsqlDataSource database, TimeProvider clock, ILogger<MessageRetention> logger) : BackgroundService
{
    private const string Purge = """
        DELETE FROM outbox WHERE recorded_at < now() - interval '7 days' AND position <= (SELECT checkpoint FROM outbox_relay);
        DELETE FROM inbox WHERE handled_at < now() - interval '30 days';
        """;

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
