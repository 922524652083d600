using Commerce.Data;
using Commerce.Kernel;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>
/// Starts and continues what one login began. A refresh token is good once; whether it still is, PostgreSQL decides in the
/// statement that uses it up. A second use means that two hold it, one of them a thief, so the whole session ends.
/// </summary>
internal sealed class LoginSessions(
    SessionRevocations revocations, AccountHistory history, IHttpContextAccessor http, IOptions<SecondFactorOptions> options, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const string InsertSession = """
        INSERT INTO sessions (id, user_id, auth_time, amr, last_used_at, expires_at, client_id, device, network, acr, created_at)
        VALUES ($1, $2, $3, $4, $3, $5, $6, $7, $8, $9, $3)
        """;

    private const string InsertToken = "INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES ($1, $2, $3)";

    private const string Rotate = """
        WITH used AS (
            UPDATE refresh_tokens SET used_at = $3 WHERE hash = $1 AND used_at IS NULL AND expires_at > $3
              AND EXISTS (SELECT 1 FROM sessions s WHERE s.id = session_id AND s.client_id = $6) RETURNING session_id
        ), session AS (
            UPDATE sessions s SET last_used_at = $3 FROM used, users u
            WHERE s.id = used.session_id AND s.revoked_at IS NULL AND s.expires_at > $3
              AND u.id = s.user_id AND (u.lockout_end IS NULL OR u.lockout_end <= $3)
            RETURNING s.id, s.user_id, s.auth_time, s.amr, s.expires_at, s.scope
        ), next AS (
            INSERT INTO refresh_tokens (hash, session_id, expires_at)
            SELECT $2, id, least(expires_at, $4) FROM session RETURNING expires_at
        )
        SELECT session.id, user_id, auth_time, amr, next.expires_at, session_roles(user_id, amr, $5), session.scope
        FROM session, next
        """;

    private const string OwnerOfReused = "SELECT s.user_id FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = $1";

    /// <summary>Queues a new session and its first refresh token.</summary>
    public SignedIn Start(Session session, Guid userId, IReadOnlyList<string> roles, params string[] amr)
    {
        var now = clock.GetUtcNow();
        var subject = new Subject(userId, clock.NewId(), now, amr, roles);
        var token = RefreshToken.Generate();
        var expiresAt = now + RefreshToken.Lifetime;
        var origin = SessionOrigin.Of(http.HttpContext);
        session.Write(
            InsertSession, subject.SessionId, userId, now, amr, now + Lifetime, AccessTokens.ClientId, origin.Device, origin.Network, Acr.Of(amr));
        session.Write(InsertToken, token.Hash, subject.SessionId, expiresAt);
        return new(subject, token, expiresAt);
    }

    /// <summary>Uses up a refresh token for the next one, in one round trip.</summary>
    public async Task<Result<SignedIn>> ContinueAsync(
        Session session, RefreshToken presented, CancellationToken ct, string clientId = AccessTokens.ClientId)
    {
        var now = clock.GetUtcNow();
        var next = RefreshToken.Generate();
        var continued = await session.QuerySingleAsync(
            Rotate,
            row => new SignedIn(
                new(row.GetGuid(1), row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<string[]>(3), row.GetFieldValue<string[]>(5)),
                next,
                row.GetFieldValue<DateTimeOffset>(4))
            {
                Scopes = row.GetFieldValue<string[]>(6),
            },
            ct,
            presented.Hash,
            next.Hash,
            now,
            now + RefreshToken.Lifetime,
            options.Value.RequiredForStaff,
            clientId);
        if (continued is not null)
            return continued;

        if (await revocations.EndReusedAsync(session, presented, ct))
            history.Note(session, await session.QuerySingleAsync(OwnerOfReused, row => row.GetGuid(0), ct, presented.Hash), "refresh-token-reused");
        await session.CommitAsync(ct);
        return SessionErrors.InvalidRefreshToken;
    }
}

/// <summary>Somebody is signed in, and how to stay so.</summary>
internal sealed record SignedIn(Subject Subject, RefreshToken RefreshToken, DateTimeOffset ExpiresAt)
{
    /// <summary>What the client asked to know, when it came by the protocol.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>It carries less than the account's roles, for want of a second factor that is strong enough.</summary>
    public bool IsCurtailed { get; init; }
}
