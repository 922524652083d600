using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Keeps one unit running from the moment its dependencies are healthy until it is asked to stop.</summary>
internal sealed class Supervisor(
    Unit unit, IDriver driver, ResourceBoard board, ResourceLog log, HealthWatch health, Func<CancellationToken, Task> dependencies, TimeProvider clock) : IDisposable
{
    /// <summary>A unit that was never healthy is given up after this many starts: it is broken, not unlucky.</summary>
    public const int StartAttempts = 5;

    private readonly SemaphoreSlim commands = new(1, 1);
    private CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public async Task StartAsync()
    {
        await commands.WaitAsync();
        try
        {
            if (!running.IsCompleted)
                return;

            stopping.Dispose();
            stopping = new CancellationTokenSource();
            running = Task.Run(() => RunAsync(stopping.Token));
        }
        finally
        {
            commands.Release();
        }
    }

    public async Task StopAsync()
    {
        await commands.WaitAsync();
        try
        {
            await stopping.CancelAsync();
            await running;
        }
        finally
        {
            commands.Release();
        }
    }

    public void Dispose()
    {
        commands.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            Show(s => s with { State = ResourceStates.Waiting, Health = null, ExitCode = null });
            await dependencies(stop);
            await KeepRunningAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Show(s => s with { State = ResourceStates.Stopped, Health = null, Pid = null });
        }
        catch (StartRefusedException refused)
        {
            GiveUp(refused.Message);
        }
    }

    private async Task KeepRunningAsync(CancellationToken stop)
    {
        var failures = 0;
        var everHealthy = false;
        while (true)
        {
            Show(s => s with { State = ResourceStates.Starting, Health = null });
            var (exitCode, wasHealthy) = await RunOnceAsync(stop);
            stop.ThrowIfCancellationRequested();
            if (exitCode == 0 && driver.RunsToCompletion)
            {
                Show(s => s with { State = ResourceStates.Finished, Health = null, Pid = null, ExitCode = exitCode });
                return;
            }

            failures = wasHealthy ? 1 : failures + 1;
            everHealthy |= wasHealthy;
            if (!everHealthy && failures >= StartAttempts)
            {
                GiveUp($"ended {failures} times before it was healthy", exitCode);
                return;
            }

            var delay = Backoff.Delay(failures, Random.Shared.NextDouble());
            Say($"ended{(exitCode is { } code ? $" with exit code {code}" : "")}, starting again in {delay.TotalMilliseconds:F0} ms");
            Show(s => s with { State = ResourceStates.Restarting, Health = null, Pid = null, ExitCode = exitCode, Restarts = s.Restarts + 1 });
            await Task.Delay(delay, clock, stop);
        }
    }

    private async Task<(int? ExitCode, bool WasHealthy)> RunOnceAsync(CancellationToken stop)
    {
        try
        {
            var spec = await driver.PrepareAsync(log.Append, stop);
            return spec is null ? await WatchOnlyAsync(stop) : await RunProcessAsync(spec, stop);
        }
        catch (Exception error) when (error is not StartRefusedException && !stop.IsCancellationRequested)
        {
            // Whatever went wrong, somebody has to go on trying.
            Say($"could not be run: {error.Message}");
            return (null, false);
        }
    }

    /// <summary>For a resource that lives in another one's process.</summary>
    private async Task<(int? ExitCode, bool WasHealthy)> WatchOnlyAsync(CancellationToken stop)
    {
        Show(s => s with { State = ResourceStates.Running, StartedAt = clock.GetUtcNow(), ExitCode = null });
        await health.WatchAsync(unit.Name, driver, log, stop);
        return (null, true);
    }

    private async Task<(int? ExitCode, bool WasHealthy)> RunProcessAsync(ProcessSpec spec, CancellationToken stop)
    {
        using var child = ChildProcess.Start(spec, log.Append);
        Show(s => s with { State = ResourceStates.Running, Pid = child.Pid, StartedAt = clock.GetUtcNow(), ExitCode = null, Source = driver.Source });

        using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = driver.RunsToCompletion ? Task.FromResult(false) : health.WatchAsync(unit.Name, driver, log, life.Token);
        await Task.WhenAny(child.Exited, Task.Delay(Timeout.Infinite, life.Token));
        if (!child.Exited.IsCompleted)
        {
            Show(s => s with { State = ResourceStates.Stopping });
            await child.StopAsync();
        }

        await life.CancelAsync();
        var exitCode = await child.Exited;
        Show(s => s with { Pid = null, ExitCode = exitCode });
        return (exitCode, await watching);
    }

    private void GiveUp(string why, int? exitCode = null)
    {
        Say(why);
        Show(s => s with { State = ResourceStates.Failed, Health = null, Pid = null, ExitCode = exitCode ?? s.ExitCode });
    }

    private void Say(string text) => log.Append($"[commerce] {unit.Name} {text}", true);

    private void Show(Func<ResourceSnapshot, ResourceSnapshot> change) => board.Update(unit.Name, change);
}
