using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Writes the state file and the console lines, and judges when the platform is ready or cannot become so.</summary>
internal sealed class StatePublisher
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly InstanceDirectory instance;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private InstanceState state;

    public StatePublisher(InstanceDirectory instance, Topology topology, TimeProvider clock)
    {
        this.instance = instance;
        this.clock = clock;
        var pid = Environment.ProcessId;
        state = new InstanceState(
            instance.PortBase, pid, ProcessClock.StartOf(pid) ?? 0, InstancePhases.Starting, clock.GetUtcNow(), null, null, null, []);
        state.Write(instance);
        Topology = topology;
    }

    public int ExitCode => state.Failure?.ExitCode ?? ExitCodes.Ok;

    public string? DashboardUrl { private get; set; }

    private Topology Topology { get; }

    public async Task FollowAsync(IResourceMonitor monitor, CancellationToken ct)
    {
        IReadOnlyList<ResourceSnapshot> before = [];
        try
        {
            await foreach (var now in monitor.WatchAsync(ct))
            {
                Report(before, now);
                Publish(now);
                before = now;
                await Task.Delay(Pause, clock, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            Report(before, monitor.Snapshot());
        }
    }

    public void Stopping() => Change(s => s with { Phase = s.Failure is null ? InstancePhases.Stopping : s.Phase });

    public void Stopped(IReadOnlyList<ResourceSnapshot> resources) => Change(s => s with { Phase = InstancePhases.Stopped, Resources = Slim(resources) });

    public void Fail(InstanceFailure failure) => Change(s => s with { Phase = InstancePhases.Failed, Failure = failure });

    private void Publish(IReadOnlyList<ResourceSnapshot> now) => Change(s =>
    {
        var next = s with { Resources = Slim(now), Gateway = GatewayUrl(), Dashboard = DashboardUrl };
        if (s.Phase != InstancePhases.Starting)
            return next;
        if (now.FirstOrDefault(resource => resource.State == ResourceStates.Failed) is { } broken)
        {
            var failure = new InstanceFailure(ExitCodes.Unhealthy, $"{broken.Name} could not be started.", broken.Name);
            return next with { Phase = InstancePhases.Failed, Failure = failure };
        }

        return now.All(IsSettled) ? next with { Phase = InstancePhases.Ready } : next;
    });

    private string? GatewayUrl() => Topology.Resources
        .SelectMany(resource => resource.Endpoints)
        .FirstOrDefault(endpoint => endpoint is { IsExternal: true, IsElsewhere: false })?.UrlOf();

    private void Change(Func<InstanceState, InstanceState> change)
    {
        lock (gate)
        {
            state = change(state);
            state.Write(instance);
        }
    }

    private void Report(IReadOnlyList<ResourceSnapshot> before, IReadOnlyList<ResourceSnapshot> now)
    {
        for (var i = 0; i < now.Count; i++)
        {
            var (old, current) = (i < before.Count ? before[i] : null, now[i]);
            if (old?.State != current.State || old.Health != current.Health)
                Console.WriteLine($"{clock.GetUtcNow():HH:mm:ss.fff}  {current.Name,-20} {current.State,-11} {current.Health,-10} {string.Join(' ', current.Urls)}");
        }
    }

    private static bool IsSettled(ResourceSnapshot resource) => resource switch
    {
        { State: ResourceStates.Running, Health: ResourceHealth.Healthy } => true,
        { State: ResourceStates.Finished } => true,
        _ => false,
    };

    /// <summary>The state file is for scripts; what the services were started with is on the dashboard.</summary>
    private static IReadOnlyList<ResourceSnapshot> Slim(IReadOnlyList<ResourceSnapshot> resources) =>
        [.. resources.Select(resource => resource with { Environment = [] })];
}
