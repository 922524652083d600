namespace Commerce.Simulation;

/// <summary>What goes wrong between the participants, and how long everything takes.</summary>
internal sealed class Faults(WorldSettings settings, Dice dice, Agenda agenda)
{
    private const int MostCrashes = 40;
    private int _crashes;

    public Dice Dice => dice;

    /// <summary>Nothing breaks any more: what is under way may come to rest.</summary>
    public bool AreOver { get; set; }

    /// <summary>Between two steps of one activity: mostly milliseconds, now and then long enough for others to come in between.</summary>
    public TimeSpan Latency() => dice.Next(40) switch
    {
        0 => dice.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)),
        < 5 => dice.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(400)),
        _ => dice.Between(TimeSpan.FromMicroseconds(100), TimeSpan.FromMilliseconds(10)),
    };

    /// <summary>From the log to a consumer.</summary>
    public TimeSpan Delivery() => dice.Percent(settings.SlowDeliveries)
        ? dice.Between(TimeSpan.FromSeconds(1), dice.Percent(5) ? TimeSpan.FromMinutes(12) : TimeSpan.FromSeconds(40))
        : dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(30));

    public TimeSpan Redelivery() => dice.Percent(10)
        ? dice.Between(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(20))
        : dice.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(20));

    public TimeSpan Backoff() => dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(200));

    public TimeSpan Downtime() => dice.Percent(10)
        ? dice.Between(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(17))
        : dice.Between(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20));

    public int BatchSize() => dice.Between(1, 8);

    public bool Loses() => !AreOver && dice.Percent(settings.Loss);

    public bool Duplicates() => !AreOver && dice.Percent(settings.Duplication);

    public bool Crashes() => !AreOver && _crashes < MostCrashes && dice.Permille(settings.CrashPermille) && ++_crashes > 0;

    /// <summary>Whole services are away for a while, whatever they were doing.</summary>
    public void Plan(IReadOnlyList<Service> services)
    {
        for (var i = 0; i < settings.Outages; i++)
        {
            var service = dice.Pick(services);
            var downtime = dice.Between(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(18));
            agenda.In(dice.Between(TimeSpan.Zero, TimeSpan.FromMinutes(16)), () =>
            {
                foreach (var replica in service.Replicas)
                    replica.Crash("the whole service is away", downtime);
            });
        }
    }
}
