using Commerce.Data;

namespace Commerce.Identity;

/// <summary>An archive of everything about somebody.</summary>
/// <param name="Status"><c>preparing</c> until every context has answered, then <c>ready</c>.</param>
/// <param name="ExpiresAt">Until when it can be fetched.</param>
internal sealed record ExportView(Guid ExportId, string Status, DateTimeOffset RequestedAt, DateTimeOffset? ReadyAt, DateTimeOffset ExpiresAt)
{
    public static ExportView Example { get; } = new(
        Guid.Parse("019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4a"), "ready", new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero),
        new(2026, 3, 14, 9, 26, 54, TimeSpan.Zero), new(2026, 3, 21, 9, 26, 53, TimeSpan.Zero));

    /// <summary>The archives of this person that can be fetched or are in the making, the newest first.</summary>
    public static Task<List<ExportView>> ListAsync(Session session, Guid userId, DateTimeOffset now, CancellationToken ct) => session.QueryAsync(
        "SELECT id, requested_at, ready_at, expires_at FROM data_exports WHERE user_id = $1 AND expires_at > $2 ORDER BY id DESC LIMIT 100",
        row => new ExportView(
            row.GetGuid(0),
            row.IsDBNull(2) ? "preparing" : "ready",
            row.GetFieldValue<DateTimeOffset>(1),
            row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
            row.GetFieldValue<DateTimeOffset>(3)),
        ct, userId, now);
}
