using Commerce.Data;

namespace Commerce.Identity;

/// <summary>What can be granted: everything that some service's endpoints ask for.</summary>
internal static class PermissionCatalogue
{
    // Services that ask for the same permission may each open something of their own with it.
    private const string Load = """
        SELECT name, string_agg(DISTINCT description, ' '), array_agg(service ORDER BY service) FROM permissions GROUP BY name ORDER BY name
        """;

    public static Task<List<Entry>> ListAsync(Session session, CancellationToken ct) => session.QueryAsync(
        Load, row => new Entry(row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(2)), ct);

    public static async Task<HashSet<string>> NamesAsync(Session session, CancellationToken ct) =>
        [.. await session.QueryAsync("SELECT DISTINCT name FROM permissions", row => row.GetString(0), ct)];

    /// <param name="Services">Those that ask for it.</param>
    public sealed record Entry(string Name, string Description, IReadOnlyList<string> Services);
}
