using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Asks a resource again and again whether it can work, and shows the answer.</summary>
internal sealed class HealthWatch(ResourceBoard board, TimeProvider clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StartingUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UntilHealthy = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(2);

    /// <summary>Answers, once cancelled, whether the resource was ever healthy.</summary>
    public async Task<bool> WatchAsync(string unit, IDriver driver, ResourceLog log, CancellationToken ct)
    {
        var wasHealthy = false;
        var start = clock.GetTimestamp();
        try
        {
            while (true)
            {
                var complaint = await AskAsync(driver, ct);
                if (complaint is null)
                    board.Update(unit, s => s with { Health = ResourceHealth.Healthy });
                else if (wasHealthy || clock.GetElapsedTime(start) >= StartingUp)
                    Complain(unit, complaint, log);

                wasHealthy |= complaint is null;
                var isStarting = complaint is not null && clock.GetElapsedTime(start) < StartingUp;
                await Task.Delay(isStarting ? UntilHealthy : Afterwards, clock, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return wasHealthy;
        }
    }

    private void Complain(string unit, string complaint, ResourceLog log)
    {
        if (board[unit].Health == ResourceHealth.Unhealthy)
            return;

        log.Append($"[commerce] {unit} is not healthy: {complaint}", true);
        board.Update(unit, s => s with { Health = ResourceHealth.Unhealthy });
    }

    private static async Task<string?> AskAsync(IDriver driver, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Timeout);
        try
        {
            return await driver.IsHealthyAsync(patience.Token) ? null : "the health check says no";
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            return error is OperationCanceledException ? $"no answer within {Timeout.TotalSeconds:F0} s" : error.Message;
        }
    }
}
