namespace Commerce.Seeding;

/// <summary>How much of everything a shop has.</summary>
internal sealed record Scale(string Name, int Products, int Orders, int Customers)
{
    public static IReadOnlyList<Scale> All { get; } =
    [
        new("small", 1_000, 5_000, 5_000),
        new("medium", 10_000, 100_000, 100_000),
        new("large", 100_000, 1_000_000, 1_000_000),
    ];

    /// <exception cref="RefusedException">There is no such scale.</exception>
    public static Scale Of(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new RefusedException($"There is no scale '{name}': it is {string.Join(", ", All.Select(s => s.Name))}.");
}

/// <summary>The shop cannot be filled, for a reason that a person can act on.</summary>
internal sealed class RefusedException(string message) : Exception(message);
