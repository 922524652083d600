namespace Commerce.Cli;

/// <summary>One thing that goes wrong.</summary>
/// <param name="Name">For a person and for <c>--only</c>; its parts are divided by slashes.</param>
/// <param name="StrikeAsync">Does it, and answers the moment from which the platform could begin to recover.</param>
internal sealed record Fault(string Name, Func<ChaosTarget, CancellationToken, Task<long>> StrikeAsync)
{
    private static readonly TimeSpan StormTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FreezeTime = TimeSpan.FromSeconds(20);

    private static readonly string[] Services = ["gateway", "identity", "catalog", "inventory", "ordering", "payments", "payment-sandbox"];

    private static readonly string[] Points =
        ["session.before-commit", "session.after-commit", "relay.before-publish", "relay.after-publish", "consumer.before-offset"];

    /// <summary>Everything that can be made to go wrong, in the order in which it is done.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        .. Services.Select(service => new Fault($"kill/{service}", (target, ct) => target.KillAsync(service, "KILL", ct))),
        .. Points.SelectMany(point => new[] { "ordering", "inventory", "payments" }, (point, service) => At(service, point)),
        At("payments", "provider.after-call"),
        // The signal that pg_ctl stop -m immediate sends: no checkpoint, no goodbye; the next start recovers from the log.
        new("postgres/immediate-stop", (target, ct) => target.KillAsync("postgres", "QUIT", ct)),
        new("postgres/cut-connections", (target, ct) => target.CutConnectionsAsync(StormTime, ct)),
        new("redis/flush", (target, ct) => target.FlushRedisAsync(ct)),
        new("redis/kill", (target, ct) => target.KillAsync("redis", "KILL", ct)),
        new("freeze/ordering", async (target, ct) => await ChaosTarget.FreezeAsync([await target.PidAsync("ordering", ct)], FreezeTime, ct)),
        new("freeze/event-log", async (target, ct) => await ChaosTarget.FreezeAsync(await target.BackendsAsync(Stores.EventLog, ct), FreezeTime, ct)),
        .. NetworkFaults.All,
    ];

    /// <summary>The wires it needs; none for what needs no network.</summary>
    public IReadOnlyList<string> Wires { get; init; } = [];

    /// <summary>The faults with these names, or whose names begin with them; all when none is given.</summary>
    /// <exception cref="RefusedException">A name means nothing.</exception>
    public static IReadOnlyList<Fault> Chosen(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => !All.Any(fault => fault.IsMeantBy(name))) is { } unknown)
            throw new RefusedException(AppHost.Hosting.Monitoring.ExitCodes.Usage, $"There is no fault {unknown}. There are: {string.Join(", ", All.Select(f => f.Name))}.");
        return names.Count == 0 ? All : [.. All.Where(fault => names.Any(fault.IsMeantBy))];
    }

    private static Fault At(string service, string point) => new($"point/{service}/{point}", (target, ct) => target.DieAtAsync(service, point, ct));

    private bool IsMeantBy(string name) => Name == name || Name.StartsWith($"{name}/", StringComparison.Ordinal);
}
