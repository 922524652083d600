using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>What happened to an account's safety.</summary>
internal sealed record SecurityEventView(Guid Id, string Kind, DateTimeOffset OccurredAt)
{
    private const string Listing = "security-events";

    private const string Select = """
        SELECT id, kind, occurred_at FROM security_events WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
        """;

    public static SecurityEventView Example { get; } = new(Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a13"), "new-device", Profile.Example.RegisteredAt);

    /// <summary>One page, the newest first.</summary>
    public static async Task<Result<Page<SecurityEventView>>> PageAsync(
        Session session, Guid userId, string? cursor, int? limit, int most, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit, most, otherwise: 50);
        if (asked.Error is { } refusal)
            return refusal;
        var rows = await session.QueryAsync(
            Select,
            row => new SecurityEventView(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)),
            ct,
            userId,
            asked.Value.After?.Id(0),
            asked.Value.Rows);
        return asked.Value.PageOf(rows, last => [last.Id]);
    }
}
