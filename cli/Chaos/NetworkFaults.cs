namespace Commerce.Cli;

/// <summary>What a network does to the connections between the services and what they talk to.</summary>
internal static class NetworkFaults
{
    private const int SlowMilliseconds = 500;
    private const int SlowJitter = 250;
    private const int NarrowRate = 4;
    private const double Half = 0.5;

    private static readonly TimeSpan Nuisance = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HalfDead = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AwayForLong = TimeSpan.FromMinutes(2);

    /// <summary>To the books, the stock, the messages, the money, the services, and to what the platform can do without.</summary>
    private static readonly string[] Wires =
        ["ordering-orderingdb", "inventory-inventorydb", "ordering-kafka", "payments-payment-sandbox", "gateway-ordering", "gateway-redis"];

    private static readonly string[] Pools = ["ordering-orderingdb", "ordering-kafka", "gateway-ordering"];

    private static readonly string[] EventLog = ["identity-kafka", "catalog-kafka", "inventory-kafka", "ordering-kafka", "payments-kafka"];

    private static readonly (string Name, TimeSpan Time, Toxic[] Toxics)[] Kinds =
    [
        ("slow", Nuisance, [Toxic.Delay(Toxic.Answering, SlowMilliseconds, SlowJitter)]),
        ("narrow", Nuisance, [Toxic.Narrow(Toxic.Asking, NarrowRate), Toxic.Narrow(Toxic.Answering, NarrowRate)]),
        // In the answer: what was asked for has been done, and nobody is told.
        ("cut", Nuisance, [Toxic.Reset(Toxic.Answering)]),
        ("half-open", Silence, [Toxic.Silence(Toxic.Answering)]),
        ("black-hole", Silence, [Toxic.Silence(Toxic.Asking), Toxic.Silence(Toxic.Answering)]),
    ];

    public static IEnumerable<Fault> All =>
    [
        .. Wires.SelectMany(wire => Kinds, (wire, kind) => Spoiled(wire, kind.Name, kind.Time, kind.Toxics)),
        // While some connections are dead for good, the others are to be found.
        .. Pools.Select(wire => Spoiled(wire, "every-second-dead", HalfDead, [Toxic.Silence(Toxic.Answering, Half)])),
        On(EventLog, "event-log/away", (network, wires, ct) => network.TakeAwayAsync(wires, Away, ct)),
        On(EventLog, "event-log/away-for-long", (network, wires, ct) => network.TakeAwayAsync(wires, AwayForLong, ct)),
    ];

    private static Fault Spoiled(string wire, string name, TimeSpan time, Toxic[] toxics) =>
        On([wire], $"{wire}/{name}", (network, wires, ct) => network.SpoilAsync(wires, toxics, time, ct));

    private static Fault On(string[] wires, string name, Func<ChaosNetwork, IReadOnlyList<string>, CancellationToken, Task<long>> strikeAsync) =>
        new($"network/{name}", (target, ct) => strikeAsync(target.Network, wires, ct)) { Wires = wires };
}
