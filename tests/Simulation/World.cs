namespace Commerce.Simulation;

/// <summary>One seed's world: a shop with its people, its services, its bus and its payment provider.</summary>
internal sealed class World
{
    private const int MostSteps = 100_000;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);
    private readonly Dictionary<string, long> _counts = [];

    public World(WorldSettings settings, Guards guards)
    {
        (Settings, Guards) = (settings, guards);
        Agenda = new Agenda(Dice.For(settings.Seed, "ties"));
        Trace = new Trace(Agenda);
        Ids = Dice.For(settings.Seed, "ids");
        Faults = new Faults(settings, Dice.For(settings.Seed, "faults"), Agenda);
        Log = new EventLog(this);
        Provider = new Provider(this, Dice.For(settings.Seed, "provider"));
        Ordering = new OrderingService(this);
        Inventory = new InventoryService(this);
        Payments = new PaymentsService(this);
        Staff = new Staff(this, Dice.For(settings.Seed, "staff"));
        Services = [Ordering, Inventory, Payments];
    }

    public WorldSettings Settings { get; }

    public Guards Guards { get; }

    public Agenda Agenda { get; }

    public Trace Trace { get; }

    public Dice Ids { get; }

    public Faults Faults { get; }

    public EventLog Log { get; }

    public Provider Provider { get; }

    public OrderingService Ordering { get; }

    public InventoryService Inventory { get; }

    public PaymentsService Payments { get; }

    public Staff Staff { get; }

    public IReadOnlyList<Service> Services { get; } = [];

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Count(string what, long by = 1) => _counts[what] = _counts.GetValueOrDefault(what) + by;

    /// <summary>Runs until nothing is left to happen: no message on its way, no deadline ahead.</summary>
    /// <returns>Whether it came to rest.</returns>
    public bool ToRest()
    {
        var end = Agenda.Now + s_longest;
        while (!Agenda.IsEmpty && Agenda.Steps < MostSteps && Agenda.Now < end)
            Agenda.Step();
        return Agenda.IsEmpty;
    }
}
