using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.EventStore;

/// <summary>Builds what was asked for, one projection after the other. A process that dies leaves the rest to the next one.</summary>
internal sealed partial class RebuildProjections(
    NpgsqlDataSource database,
    ProjectionBook book,
    Rebuilder rebuilder,
    TimeProvider clock,
    ILogger<RebuildProjections> logger) : BackgroundService
{
    private const int MostAttempts = 20;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await book.RegisterAsync(clock, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogInterrupted(logger, failure);
            }

            await Task.Delay(PollInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        // A rebuild of a projection that this code does not have waits for code that does.
        foreach (var rebuild in await book.OpenRebuildsAsync(ct))
        {
            if (book.Find(rebuild.Projection) is { } projection)
                await BuildAsync(rebuild, projection, ct);
        }
    }

    private async Task BuildAsync(Rebuild rebuild, IProjection projection, CancellationToken ct)
    {
        await using var lead = await Leadership.TryTakeAsync(database, $"rebuild:{projection.Name}", ct);
        if (lead is null)
            return;
        try
        {
            LogBuilding(logger, rebuild.Projection, rebuild.Position);
            await rebuilder.RunAsync(rebuild.Id, projection, lead, ct);
            LogSwapped(logger, rebuild.Projection);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            if (await rebuilder.WasCancelledAsync(rebuild.Id, projection, ct))
            {
                LogCancelled(logger, rebuild.Projection);
                return;
            }

            LogFailed(logger, rebuild.Projection, failure);
            await rebuilder.FailedAsync(rebuild.Id, projection, failure, MostAttempts, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Projection {Projection} is rebuilt, from position {Position} on")]
    private static partial void LogBuilding(ILogger logger, string projection, long position);

    [LoggerMessage(Level = LogLevel.Information, Message = "Projection {Projection} was rebuilt and swapped")]
    private static partial void LogSwapped(ILogger logger, string projection);

    [LoggerMessage(Level = LogLevel.Information, Message = "The rebuild of projection {Projection} was called off")]
    private static partial void LogCancelled(ILogger logger, string projection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rebuild of projection {Projection} was interrupted and goes on from its checkpoint")]
    private static partial void LogFailed(ILogger logger, string projection, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for rebuilds was interrupted")]
    private static partial void LogInterrupted(ILogger logger, Exception failure);
}
