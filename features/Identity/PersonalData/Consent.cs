using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Something that people can agree to, and whether somebody does.</summary>
/// <param name="Wording">The version of the text that was agreed to; null when nothing was ever said.</param>
internal sealed record Consent(string Purpose, bool IsGiven, string? Wording, DateTimeOffset? Since)
{
    /// <summary>All there is. Nothing else is done with people's data beyond what their orders need.</summary>
    public static IReadOnlyList<string> Purposes { get; } = ["marketing-email", "personalisation", "analytics"];

    public static Consent Example { get; } = new("marketing-email", true, "2026-01", new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));

    /// <summary>Every change of mind of somebody, the newest first.</summary>
    public static Task<List<Consent>> HistoryAsync(Session session, Guid userId, CancellationToken ct) => session.QueryAsync(
        "SELECT purpose, is_given, wording, recorded_at FROM consents WHERE user_id = $1 ORDER BY id DESC LIMIT 1000",
        row => new Consent(row.GetString(0), row.GetBoolean(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)), ct, userId);

    /// <summary>How somebody with this history stands to every purpose.</summary>
    public static IReadOnlyList<Consent> Now(List<Consent> history) => [.. Purposes.Select(p => history.Find(c => c.Purpose == p) ?? new(p, false, null, null))];
}
