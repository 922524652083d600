using Commerce.AppHost.Hosting.Monitoring;
using Commerce.DeveloperDashboard;

namespace Commerce.AppHost.Hosting;

/// <summary>One run of the platform, from the checks before the first start to the last stopped process.</summary>
internal sealed class PlatformRun(Topology topology, RunnerOptions options, TimeProvider clock)
{
    private readonly InstanceDirectory instance = options.Instance;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        using var stop = new StopSignals(options.EndsWithStandardInput, ct);
        FileStream? claim = null;
        StatePublisher? state = null;
        try
        {
            if (DiskSpace.DescribeShortage(instance.Root) is { } shortage)
                throw new StartRefusedException(ExitCodes.DiskFull, shortage);

            instance.Create();
            claim = Claim();
            FaultFiles.Prepare(topology, options);
            var predecessor = InstanceState.Read(instance);
            state = new StatePublisher(instance, topology, clock);
            var ports = PortPlan.Assign(topology, options.PortBase);
            await FreePorts.RequireAsync(options.Dashboard ? [.. ports, options.PortBase + Ports.DashboardOffset] : ports, predecessor, clock, stop.Token);
            return await RunAsync(state, stop.Token);
        }
        catch (StartRefusedException refused)
        {
            return await RefuseAsync(state, new InstanceFailure(refused.ExitCode, refused.Message, refused.Resource));
        }
        catch (IOException full) when (DiskSpace.IsExhaustion(full))
        {
            return await RefuseAsync(state, new InstanceFailure(ExitCodes.DiskFull, $"The disk is full: {full.Message}", null));
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Called off before anything was started.
            return ExitCodes.Ok;
        }
        finally
        {
            if (claim is not null)
                await claim.DisposeAsync();
        }
    }

    private async Task<int> RunAsync(StatePublisher state, CancellationToken stop)
    {
        using var http = new HttpClient();
        var secrets = new Secrets(instance);
        var drivers = new DriverFactory(options, secrets, http);
        drivers.HandOutSecrets(topology);
        await using var orchestrator = new Orchestrator(topology, instance, drivers, clock);
        await orchestrator.ShowEnvironmentsAsync(instance, secrets, stop);
        await using var dashboard = options.Dashboard ? await StartDashboardAsync(orchestrator, state, stop) : null;

        using var publishing = new CancellationTokenSource();
        var published = state.FollowAsync(orchestrator, publishing.Token);
        await orchestrator.StartAllAsync();
        await Task.WhenAny(Task.Delay(Timeout.Infinite, stop), published);

        state.Stopping();
        await orchestrator.StopAllAsync();
        await publishing.CancelAsync();
        await published;
        state.Stopped(orchestrator.Snapshot());
        return state.ExitCode;
    }

    private async Task<IAsyncDisposable> StartDashboardAsync(Orchestrator orchestrator, StatePublisher state, CancellationToken stop)
    {
        var url = $"http://127.0.0.1:{options.PortBase + Ports.DashboardOffset}";
        var dashboard = await Dashboard.StartAsync(orchestrator, url, stop);
        state.DashboardUrl = url;
        Console.WriteLine($"Dashboard {url}");
        return dashboard;
    }

    private static async Task<int> RefuseAsync(StatePublisher? state, InstanceFailure failure)
    {
        await Console.Error.WriteLineAsync(failure.Message);
        try
        {
            state?.Fail(failure);
        }
        catch (IOException full) when (DiskSpace.IsExhaustion(full))
        {
            await Console.Error.WriteLineAsync("The state file could not be written either.");
        }

        return failure.ExitCode;
    }

    /// <summary>Two runners on one instance would fight for its data; the lock goes with the process that holds it.</summary>
    private FileStream Claim()
    {
        try
        {
            return new FileStream(instance.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (!DiskSpace.IsExhaustion(held))
        {
            throw new StartRefusedException(ExitCodes.AlreadyRunning, $"This platform is already running (port base {options.PortBase}). Stop it with ./commerce stop.");
        }
    }
}
