using Commerce.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.EventStore;

/// <summary>Keeps every asynchronous projection at the events' heels; one process leads each.</summary>
internal sealed partial class AsyncProjections(
    NpgsqlDataSource database,
    SessionFactory sessions,
    EventTypes types,
    IEnumerable<IAsyncProjection> projections,
    ProjectionBook book,
    ProjectionSignal signal,
    ILogger<AsyncProjections> logger) : BackgroundService
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(projections.Select(p => FollowAsync(p, stoppingToken)));

    private async Task FollowAsync(IAsyncProjection projection, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var lead = await Leadership.TryTakeAsync(database, $"projection:{projection.Name}", ct);
                if (lead is not null)
                    await FollowWhileLeadingAsync(projection, lead, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (ConflictException moved) when (moved.Refusal == Generation.Moved)
            {
                // Its tables were swapped: go on from where the new ones stand.
                continue;
            }
            catch (Exception failure)
            {
                LogInterrupted(logger, projection.Name, failure);
            }
            finally
            {
                ProjectionMetrics.NotLeading(projection.Name);
            }

            await Task.Delay(RetryInterval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowWhileLeadingAsync(IAsyncProjection projection, Leadership lead, CancellationToken ct)
    {
        var (number, checkpoint) = await book.WhereIsAsync(projection.Name, ct);
        var generation = new Generation(sessions, projection, number, rebuild: null);
        var feed = new EventFeed(types);
        LogFollowing(logger, projection.Name, checkpoint);
        while (!ct.IsCancellationRequested)
        {
            var committed = signal.Next;
            EventPage page;
            await using (var reading = sessions.Open(RequestContext.System($"projection:{projection.Name}")))
                page = await feed.ReadAsync(reading, checkpoint, PageSize, ct);
            if (page.Events.Count > 0)
            {
                var poison = await generation.ApplyAsync(page, checkpoint, ct);
                checkpoint = page.Through;
                ProjectionMetrics.Projected.Add(page.Events.Count - poison, ProjectionMetrics.Tag(projection.Name));
                ProjectionMetrics.Poison.Add(poison, ProjectionMetrics.Tag(projection.Name));
            }

            ProjectionMetrics.Behind(projection.Name, await book.HeadAsync(ct) - checkpoint);
            if (page.Events.Count >= PageSize)
                continue;
            if (page.Events.Count > 0)
            {
                // A page for every commit would cost the writers more than so much freshness is worth.
                await Task.Delay(Gathering, ct);
                continue;
            }

            await Task.WhenAny(committed, Task.Delay(PollInterval, ct));
            await lead.ConfirmAsync(ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Projection {Projection} follows from position {Checkpoint}")]
    private static partial void LogFollowing(ILogger logger, string projection, long checkpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Projection {Projection} was interrupted and starts again from its checkpoint")]
    private static partial void LogInterrupted(ILogger logger, string projection, Exception failure);
}
