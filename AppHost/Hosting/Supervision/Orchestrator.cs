using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Runs a whole topology: starts each unit when what it waits for is ready, and stops them in the opposite order.</summary>
internal sealed class Orchestrator : IResourceMonitor, IAsyncDisposable
{
    private readonly Topology topology;
    private readonly ResourceBoard board = new();
    private readonly Dictionary<string, ResourceLog> logs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Supervisor> supervisors = new(StringComparer.Ordinal);

    public Orchestrator(Topology topology, InstanceDirectory instance, DriverFactory drivers, TimeProvider clock)
    {
        this.topology = topology;
        var health = new HealthWatch(board, clock);
        foreach (var unit in topology.Units)
        {
            var driver = drivers.For(unit);
            var log = new ResourceLog(unit.Name, instance.LogOf(unit.Name), clock);
            logs.Add(unit.Name, log);
            supervisors.Add(unit.Name, new Supervisor(unit, driver, board, log, health, ct => WaitForDependenciesAsync(unit, ct), clock));
            board.Add(new ResourceSnapshot(
                unit.Name, driver.Kind, ResourceStates.Waiting, null, null, driver.Urls, 0, null, null, driver.Source, []));
        }
    }

    public IReadOnlyList<ResourceSnapshot> Snapshot() => board.Snapshot();

    public IAsyncEnumerable<IReadOnlyList<ResourceSnapshot>> WatchAsync(CancellationToken ct) => board.WatchAsync(ct);

    public IReadOnlyList<LogLine> ReadLog(string resource, int lastLines) => logs[resource].Read(lastLines);

    public IAsyncEnumerable<LogLine> FollowLogAsync(string resource, CancellationToken ct) => logs[resource].FollowAsync(ct);

    public Task StartAsync(string resource, CancellationToken ct) => supervisors[resource].StartAsync();

    public Task StopAsync(string resource, CancellationToken ct) => supervisors[resource].StopAsync();

    public async Task RestartAsync(string resource, CancellationToken ct)
    {
        await supervisors[resource].StopAsync();
        await supervisors[resource].StartAsync();
    }

    /// <summary>Shows, masked, what each project is started with.</summary>
    public async Task ShowEnvironmentsAsync(InstanceDirectory instance, Secrets secrets, CancellationToken ct)
    {
        foreach (var unit in topology.Units.Where(unit => unit.Resource is ProjectResource))
        {
            var variables = await ServiceEnvironment.BuildAsync(unit, instance, ct);
            board.Update(unit.Name, s => s with
            {
                Environment = [.. variables.Select(one => new KeyValuePair<string, string>(one.Key, secrets.Masked(one.Key, one.Value)))],
            });
        }
    }

    public Task StartAllAsync() => Task.WhenAll(supervisors.Values.Select(supervisor => supervisor.StartAsync()));

    /// <summary>Nothing is stopped before those that use it are gone.</summary>
    public async Task StopAllAsync()
    {
        var stops = new Dictionary<string, Task>(StringComparer.Ordinal);
        await Task.WhenAll(topology.Units.Select(StopAfterDependentsAsync));

        Task StopAfterDependentsAsync(Unit unit)
        {
            if (!stops.TryGetValue(unit.Name, out var stop))
                stops.Add(unit.Name, stop = StopAsync(unit, [.. topology.DependentsOf(unit).Select(StopAfterDependentsAsync)]));
            return stop;
        }

        async Task StopAsync(Unit unit, Task[] dependents)
        {
            await Task.WhenAll(dependents);
            await supervisors[unit.Name].StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var supervisor in supervisors.Values)
            supervisor.Dispose();
        foreach (var log in logs.Values)
            await log.DisposeAsync();
    }

    private async Task WaitForDependenciesAsync(Unit unit, CancellationToken ct)
    {
        foreach (var wait in topology.WaitsFor(unit.Resource))
        {
            foreach (var dependency in topology.UnitsOf(wait.Dependency))
                await board.WaitAsync(dependency.Name, snapshot => IsMet(wait, snapshot), ct);
        }
    }

    private static bool IsMet(WaitRequirement wait, ResourceSnapshot dependency) => wait.Until switch
    {
        WaitFor.Healthy => dependency is { State: ResourceStates.Running, Health: ResourceHealth.Healthy },
        WaitFor.Completion => dependency.State == ResourceStates.Finished && dependency.ExitCode == wait.ExitCode,
        _ => throw new InvalidOperationException($"Unknown wait: {wait.Until}."),
    };
}
