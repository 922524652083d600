namespace Commerce.Simulation;

/// <summary>A known way in which shops go wrong, played out with the timing that the seed gives it.</summary>
/// <param name="Guard">What keeps it from going wrong here.</param>
/// <param name="Without">The shop without that guard.</param>
internal sealed record Scenario(string Name, string Guard, Guards Without, Action<World> Plot)
{
    // The plot is all the trouble there is; the bus may still lose and repeat.
    public SeedResult Run(WorldSettings settings, Guards guards) =>
        SeedRun.Of(settings with { Rounds = 1, Skus = 1, Warehouses = 1, CrashPermille = 0, Outages = 0, ProviderFaults = 0, SlowDeliveries = 0 }, guards, Plot);
}
