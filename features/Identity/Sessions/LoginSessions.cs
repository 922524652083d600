using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>
/// Starts, continues and ends what one login began. A refresh token is good once; whether it still is, PostgreSQL decides in the
/// statement that uses it up. A second use means that two hold it, one of them a thief, so the whole session ends.
/// </summary>
internal sealed class LoginSessions(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const string InsertSession = """
        INSERT INTO sessions (id, user_id, auth_time, amr, last_used_at, expires_at) VALUES ($1, $2, $3, $4, $3, $5)
        """;

    private const string InsertToken = "INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES ($1, $2, $3)";

    private const string Rotate = """
        WITH used AS (
            UPDATE refresh_tokens SET used_at = $3 WHERE hash = $1 AND used_at IS NULL AND expires_at > $3 RETURNING session_id
        ), session AS (
            UPDATE sessions s SET last_used_at = $3 FROM used, users u
            WHERE s.id = used.session_id AND s.revoked_at IS NULL AND s.expires_at > $3
              AND u.id = s.user_id AND (u.lockout_end IS NULL OR u.lockout_end <= $3)
            RETURNING s.id, s.user_id, s.auth_time, s.amr, s.expires_at
        ), next AS (
            INSERT INTO refresh_tokens (hash, session_id, expires_at)
            SELECT $2, id, least(expires_at, $4) FROM session RETURNING expires_at
        )
        SELECT session.id, user_id, auth_time, amr, next.expires_at,
               ARRAY(SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = session.user_id ORDER BY r.name)
        FROM session, next
        """;

    private const string RevokeReused = """
        WITH revoked AS (
            UPDATE sessions s SET revoked_at = $2, revoked_why = 'refresh-token-reused' FROM refresh_tokens t
            WHERE t.hash = $1 AND t.used_at IS NOT NULL AND s.id = t.session_id AND s.revoked_at IS NULL
            RETURNING s.user_id
        )
        INSERT INTO security_events (id, user_id, kind, occurred_at) SELECT $3, user_id, 'refresh-token-reused', $2 FROM revoked
        """;

    private const string RevokeLoggedOut = """
        UPDATE sessions s SET revoked_at = $2, revoked_why = 'logged-out' FROM refresh_tokens t
        WHERE t.hash = $1 AND s.id = t.session_id AND s.revoked_at IS NULL
        """;

    /// <summary>Queues a new session and its first refresh token.</summary>
    public SignedIn Start(Session session, Guid userId, IReadOnlyList<string> roles, params string[] amr)
    {
        var now = clock.GetUtcNow();
        var subject = new Subject(userId, clock.NewId(), now, amr, roles);
        var token = RefreshToken.Generate();
        var expiresAt = now + RefreshToken.Lifetime;
        session.Write(InsertSession, subject.SessionId, userId, now, amr, now + Lifetime);
        session.Write(InsertToken, token.Hash, subject.SessionId, expiresAt);
        return new(subject, token, expiresAt);
    }

    /// <summary>Uses up a refresh token for the next one, in one round trip.</summary>
    public async Task<Result<SignedIn>> ContinueAsync(Session session, RefreshToken presented, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var next = RefreshToken.Generate();
        var continued = await session.QuerySingleAsync(
            Rotate,
            row => new SignedIn(
                new(row.GetGuid(1), row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<string[]>(3), row.GetFieldValue<string[]>(5)),
                next,
                row.GetFieldValue<DateTimeOffset>(4)),
            ct,
            presented.Hash,
            next.Hash,
            now,
            now + RefreshToken.Lifetime);
        if (continued is not null)
            return continued;

        session.Write(RevokeReused, presented.Hash, now, clock.NewId());
        await session.CommitAsync(ct);
        return SessionErrors.InvalidRefreshToken;
    }

    /// <summary>Queues the end of the session that this token belongs to, whether the token was used before or not.</summary>
    public void End(Session session, RefreshToken presented) => session.Write(RevokeLoggedOut, presented.Hash, clock.GetUtcNow());
}

/// <summary>Somebody is signed in, and how to stay so.</summary>
internal sealed record SignedIn(Subject Subject, RefreshToken RefreshToken, DateTimeOffset ExpiresAt);
