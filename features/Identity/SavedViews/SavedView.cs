using Commerce.Data;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Identity;

/// <summary>A question to one of the portal's lists, under a name: its filters, order and columns, not what the answer was.</summary>
/// <param name="List">Which list, by its path, such as <c>orders</c>.</param>
/// <param name="Query">As the list's address says it, without the question mark; may be empty.</param>
/// <param name="IsShared">Whether everybody who works here sees it.</param>
/// <param name="IsMine">Whether the caller saved it: nobody else changes it.</param>
internal sealed record SavedView(Guid Id, string List, string Name, string Query, bool IsShared, bool IsMine, string OwnerName, long Version, DateTimeOffset SavedAt)
{
    public const int MaxName = 60;
    public const int MaxQuery = 2_000;
    public const int MaxPerList = 50;

    /// <summary>How many that others share are shown in one list.</summary>
    public const int MaxShared = 200;

    private const string Select = """
        SELECT v.id, v.list, v.name, v.query, v.is_shared, v.owner_id = $1, u.display_name, v.version, v.saved_at
        FROM saved_views v JOIN users u ON u.id = v.owner_id
        """;

    public static SavedView Example { get; } = new(
        Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a16"), "orders", "Paid, not shipped", "status=paid&sort=placedAt", true, true, Profile.Example.DisplayName, 1,
        Profile.Example.RegisteredAt);

    /// <summary>The caller's own of a list and those that colleagues share, by name.</summary>
    public static Task<List<SavedView>> ListAsync(Session session, Guid caller, string list, CancellationToken ct) => session.QueryAsync(
        $"""
        ({Select} WHERE v.list = $2 AND v.owner_id = $1)
        UNION ALL
        ({Select} WHERE v.list = $2 AND v.is_shared AND v.owner_id <> $1 AND u.disabled_at IS NULL ORDER BY v.saved_at DESC LIMIT {MaxShared})
        ORDER BY 3, 1
        """, Read, ct, caller, list);

    public static Task<SavedView?> FindAsync(Session session, Guid caller, Guid id, CancellationToken ct) =>
        session.QuerySingleAsync($"{Select} WHERE v.id = $2 AND (v.is_shared OR v.owner_id = $1)", Read, ct, caller, id);

    private static SavedView Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetBoolean(4),
        row.GetBoolean(5),
        row.GetString(6),
        row.GetInt64(7),
        row.GetFieldValue<DateTimeOffset>(8));
}

/// <summary>Refusals around saved views.</summary>
internal static class SavedViewErrors
{
    public static Error NotFound { get; } = new(404, "identity.view_not_found", "There is no such view.");

    public static Error NotYours { get; } = new(403, "identity.view_of_somebody_else", "Only whoever saved it changes it, or takes it away.");

    public static Error NameTaken { get; } = new(409, "identity.view_name_taken", "You have a view of this name in this list.")
    {
        Fields = [new("name", "taken", "You have a view of this name in this list.")],
    };

    public static Error TooMany { get; } = new(409, "identity.too_many_views", $"A list holds at most {SavedView.MaxPerList} views of one person.");
}
