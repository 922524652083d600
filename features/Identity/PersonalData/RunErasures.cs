using Commerce.Data;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Erases accounts when they are due, and archives and old records when they have expired.</summary>
internal sealed partial class RunErasures(SessionFactory sessions, AccountErasures erasures, TimeProvider clock, ILogger<RunErasures> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Everything that is due.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await using var session = sessions.Open(RequestContext.System("erasure"));
            if (!await erasures.EraseNextAsync(session, ct))
                return;
            await session.CommitAsync(ct);
            LogErased(logger);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or ConflictException or TimeoutException)
            {
                LogPostponed(logger, failure.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An account was erased, as had been asked")]
    private static partial void LogErased(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Erasing accounts was put off: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);
}
