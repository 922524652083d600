using Commerce.Data;
using Commerce.Defaults;
using Commerce.Identity.Contracts;
using Commerce.Messaging;

namespace Commerce.Identity;

/// <summary>
/// Ends sessions. In one transaction with whatever is the reason, their refresh tokens stop being good, this service refuses their access
/// tokens, and <see cref="SessionRevokedV1"/> makes every other service refuse them too. The caller commits.
/// </summary>
internal sealed class SessionRevocations(TimeProvider clock)
{
    // Services allow for clocks that differ.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    /// <summary>Ends one session of this person.</summary>
    /// <returns>False when there is none that still goes on.</returns>
    public async Task<bool> EndAsync(Session session, Guid sessionId, Guid userId, string why, CancellationToken ct) =>
        await EndWhereAsync(session, "s.id = $3 AND s.user_id = $4", why, ct, sessionId, userId) > 0;

    /// <summary>Ends all sessions of this person, but for <paramref name="except"/>.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndAllAsync(Session session, Guid userId, string why, CancellationToken ct, Guid? except = null) =>
        EndWhereAsync(session, "s.user_id = $3 AND s.id IS DISTINCT FROM $4", why, ct, userId, except ?? Guid.Empty);

    /// <summary>Ends the session that a refresh token belongs to, whether the token was used before or not.</summary>
    public async Task<bool> EndOfTokenAsync(Session session, RefreshToken presented, string why, CancellationToken ct) =>
        await EndWhereAsync(session, "s.id = (SELECT session_id FROM refresh_tokens WHERE hash = $3)", why, ct, presented.Hash) > 0;

    /// <summary>Ends the session of a refresh token that was used before: two hold it.</summary>
    public async Task<bool> EndReusedAsync(Session session, RefreshToken presented, CancellationToken ct) =>
        await EndWhereAsync(
            session,
            "s.id = (SELECT session_id FROM refresh_tokens WHERE hash = $3 AND used_at IS NOT NULL)",
            SessionEnds.RefreshTokenReused,
            ct,
            presented.Hash) > 0;

    private async Task<int> EndWhereAsync(Session session, string which, string why, CancellationToken ct, params object?[] parameters)
    {
        var now = clock.GetUtcNow();
        await session.BeginAsync(ct);
        // In one order, or two who end the same sessions could wait for each other.
        var ended = await session.QueryAsync(
            $"""
            UPDATE sessions SET revoked_at = $1, revoked_why = $2
            WHERE id IN (SELECT s.id FROM sessions s WHERE s.revoked_at IS NULL AND s.expires_at > $1 AND {which} ORDER BY s.id FOR UPDATE)
            RETURNING id, user_id
            """,
            row => new SessionRevokedV1(row.GetGuid(0), row.GetGuid(1), now + AccessTokens.Lifetime + Margin),
            ct,
            [now, why, .. parameters]);
        if (ended.Count > 0)
            ApplySessionRevocations.Refuse(session, ended);
        foreach (var one in ended)
            session.Publish(one, one.UserId);
        return ended.Count;
    }
}
