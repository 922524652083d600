using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Erases accounts when they are due, and archives and old records when they have expired.</summary>
internal sealed partial class RunErasures(SessionFactory sessions, AccountErasures erasures, TimeProvider clock, ILogger<RunErasures> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    /// <summary>Everything that is due.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await using var session = sessions.Open(RequestContext.System("erasure"));
            if (!await erasures.EraseNextAsync(session, ct))
                return;
            await session.CommitAsync(ct);
            LogErased(Log);
        }
    }

    protected override Task LookAsync(CancellationToken ct) => RunAsync(ct);

    [LoggerMessage(Level = LogLevel.Information, Message = "An account was erased, as had been asked")]
    private static partial void LogErased(ILogger logger);
}
