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

    // What was begun by a browser's session ends with it.
    private const string End = """
        UPDATE sessions SET revoked_at = $1, revoked_why = $2
        WHERE id IN (SELECT s.id FROM sessions s WHERE s.revoked_at IS NULL AND (s.id = ANY($3) OR s.parent_id = ANY($3)) ORDER BY s.id FOR UPDATE)
        RETURNING id, user_id
        """;

    /// <summary>Ends one session of this person.</summary>
    /// <returns>False when there is none that still goes on.</returns>
    public async Task<bool> EndAsync(Session session, Guid sessionId, Guid userId, string why, CancellationToken ct) =>
        await EndWhereAsync(session, "s.id = $3 AND s.user_id = $4", why, ct, sessionId, userId) > 0;

    /// <summary>Ends all sessions of this person, but for <paramref name="except"/> and the browser's that it was begun by.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndAllAsync(Session session, Guid userId, string why, CancellationToken ct, Guid? except = null) =>
        EndWhereAsync(
            session, "s.user_id = $3 AND s.id <> $4 AND s.id IS DISTINCT FROM (SELECT parent_id FROM sessions WHERE id = $4)", why, ct, userId, except ?? Guid.Empty);

    /// <summary>Ends the session that a refresh token belongs to, whether the token was used before or not.</summary>
    /// <param name="clientId">Only if it was given to this client.</param>
    public async Task<bool> EndOfTokenAsync(
        Session session, RefreshToken presented, string why, CancellationToken ct, string clientId = AccessTokens.ClientId) =>
        await EndWhereAsync(
            session, "s.id = (SELECT session_id FROM refresh_tokens WHERE hash = $3) AND s.client_id = $4", why, ct, presented.Hash, clientId) > 0;

    /// <summary>Ends the session of a refresh token that was used before: two hold it.</summary>
    public async Task<bool> EndReusedAsync(Session session, RefreshToken presented, CancellationToken ct) =>
        await EndWhereAsync(
            session,
            "s.id = (SELECT session_id FROM refresh_tokens WHERE hash = $3 AND used_at IS NOT NULL)",
            SessionEnds.RefreshTokenReused,
            ct,
            presented.Hash) > 0;

    /// <summary>Ends what a code was exchanged for, as it came a second time.</summary>
    public Task<int> EndOfCodeAsync(Session session, byte[] codeHash, CancellationToken ct) =>
        EndWhereAsync(session, "s.id = (SELECT session_id FROM authorization_codes WHERE hash = $3 AND used_at IS NOT NULL)", SessionEnds.CodeReused, ct, codeHash);

    /// <summary>Ends all that anybody has with an application.</summary>
    public Task<int> EndOfClientAsync(Session session, string clientId, string why, CancellationToken ct, Guid? userId = null) =>
        EndWhereAsync(session, "s.client_id = $3 AND ($4::uuid IS NULL OR s.user_id = $4)", why, ct, clientId, userId);

    /// <summary>Queues that the tokens which a client got for itself are refused from now on; those of its next "sid" are good.</summary>
    public void RefuseOwnTokens(Session session, Client client)
    {
        var ended = new SessionRevokedV1(client.SessionId, client.SubjectId, clock.GetUtcNow() + AccessTokens.Lifetime + Margin);
        ApplySessionRevocations.Refuse(session, [ended]);
        session.Publish(ended, ended.UserId);
    }

    private async Task<int> EndWhereAsync(Session session, string which, string why, CancellationToken ct, params object?[] parameters)
    {
        var now = clock.GetUtcNow();
        await session.BeginAsync(ct);
        // In one order, or two who end the same sessions could wait for each other. Held, so that nothing begins below them meanwhile.
        var meant = await session.QueryAsync(
            $"SELECT s.id FROM sessions s WHERE s.revoked_at IS NULL AND s.expires_at > $1 AND $2::text IS NOT NULL AND {which} ORDER BY s.id FOR UPDATE",
            row => row.GetGuid(0), ct, [now, why, .. parameters]);
        if (meant.Count == 0)
            return 0;
        var ended = await session.QueryAsync(
            End, row => new SessionRevokedV1(row.GetGuid(0), row.GetGuid(1), now + AccessTokens.Lifetime + Margin), ct, now, why, meant.ToArray());
        ApplySessionRevocations.Refuse(session, ended);
        foreach (var one in ended)
            session.Publish(one, one.UserId);
        return ended.Count;
    }
}
