using Commerce.Data;

namespace Commerce.Identity;

/// <summary>What somebody can sign in with by itself: a password, a passkey, or another issuer. The last one stays.</summary>
internal static class WaysIn
{
    private const string Hold = "SELECT 1 FROM users WHERE id = $1 FOR UPDATE";

    // Only what works today is a way in: a provider that is not configured any more is none.
    private const string AnyLeft = """
        SELECT u.password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM passkeys WHERE user_id = u.id)
            OR EXISTS (SELECT 1 FROM external_logins WHERE user_id = u.id AND provider = ANY ($2))
        FROM users u WHERE u.id = $1
        """;

    /// <summary>Two that are cut at the same moment wait for each other here, and the second one sees what the first one left.</summary>
    public static async Task HoldAsync(Session session, Guid userId, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        await session.QuerySingleAsync(Hold, row => row.GetInt32(0), ct, userId);
    }

    /// <summary>Sends what is queued, and says whether a way is left; if none is, the caller must not commit.</summary>
    public static async Task<bool> AreLeftAsync(Session session, Guid userId, ExternalProviders providers, CancellationToken ct)
    {
        await session.FlushAsync(ct);
        return await session.QuerySingleAsync(AnyLeft, row => row.GetBoolean(0), ct, userId, providers.All.Select(p => p.Name).ToArray());
    }
}
