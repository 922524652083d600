using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Data;

/// <summary>
/// Work that a service looks for at its start and then every so often. What is due stands in the database: when that is away, or somebody else
/// was faster, it is still due at the next look.
/// </summary>
public abstract partial class PeriodicWork(TimeSpan interval, TimeProvider clock, ILogger log) : BackgroundService
{
    /// <summary>The time as the service sees it.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>The work's own log.</summary>
    protected ILogger Log => log;

    /// <summary>Does all that is due.</summary>
    protected abstract Task LookAsync(CancellationToken ct);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        do
        {
            await TryAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One look, which says in the log why it came to nothing.</summary>
    protected async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await LookAsync(ct);
        }
        catch (Exception failure) when (failure is NpgsqlException or ConflictException or TimeoutException)
        {
            LogPutOff(log, interval, failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Put off for {Interval}: {Reason}")]
    private static partial void LogPutOff(ILogger log, TimeSpan interval, string reason);
}
