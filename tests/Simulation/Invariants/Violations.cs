namespace Commerce.Simulation;

/// <summary>What must be true whenever a world has come to rest, whatever happened to it.</summary>
internal static class Violations
{
    public static IReadOnlyList<string> Of(World world) =>
    [
        .. OrderChecks.Find(world),
        .. StockChecks.Find(world),
        .. MoneyChecks.Find(world),
        .. MessageChecks.Find(world),
    ];
}
