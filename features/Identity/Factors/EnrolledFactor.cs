using Commerce.Data;

namespace Commerce.Identity;

/// <summary>A second factor that counts.</summary>
/// <param name="SentTo">For codes that are sent: as much of the address or number as its owner needs to know it again.</param>
internal sealed record EnrolledFactor(string Method, DateTimeOffset EnrolledAt, DateTimeOffset? LastUsedAt, string? SentTo = null)
{
    private const string Select = """
        SELECT method, confirmed_at, last_used_at FROM second_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL
        UNION ALL SELECT 'passkey', min(created_at), max(last_used_at) FROM passkeys WHERE user_id = $1 HAVING count(*) > 0
        ORDER BY 2
        """;

    /// <summary>Those of an account, the oldest first, without where codes are sent.</summary>
    public static Task<List<EnrolledFactor>> ListAsync(Session session, Guid userId, CancellationToken ct) => session.QueryAsync(
        Select,
        row => new EnrolledFactor(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2)),
        ct,
        userId);
}
