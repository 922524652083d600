using Commerce.Data;

namespace Commerce.Identity;

/// <summary>
/// What is remembered of roles that were removed: since when the name rests, and the version of the permissions that the other services
/// saw last.
/// </summary>
internal static class RemovedRoles
{
    /// <summary>Until the last token that could carry the name has expired, or a stranger's role would come to those who held the old one.</summary>
    public static readonly TimeSpan Rest = AccessTokens.Lifetime + TimeSpan.FromMinutes(1);

    public static async Task<DateTimeOffset?> RestsUntilAsync(Session session, string role, DateTimeOffset now, CancellationToken ct)
    {
        var removed = await session.QueryAsync(
            "SELECT removed_at FROM removed_roles WHERE name = $1", row => row.GetFieldValue<DateTimeOffset>(0), ct, role);
        return removed is [var at] && at + Rest > now ? at + Rest : null;
    }

    /// <summary>0 for a name that no role ever had.</summary>
    public static async Task<long> LastVersionAsync(Session session, string role, CancellationToken ct) =>
        (await session.QueryAsync("SELECT version FROM role_permissions WHERE role = $1", row => row.GetInt64(0), ct, role)).SingleOrDefault();
}
