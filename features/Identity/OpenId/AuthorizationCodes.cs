using Commerce.Data;
using Commerce.Kernel;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>
/// Gives out codes and takes them back. A code is good once, for a minute, for one client, redirect address and verifier: PostgreSQL
/// decides all of that in the statement that uses it up and starts the client's session. A second use ends what the first one started.
/// </summary>
internal sealed class AuthorizationCodes(SessionRevocations revocations, IOptions<SecondFactorOptions> factors, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private const string Insert = """
        WITH browser AS (
            UPDATE sessions s SET last_used_at = $8 FROM users u
            WHERE s.id = $2 AND s.revoked_at IS NULL AND s.expires_at > $8
              AND u.id = s.user_id AND (u.lockout_end IS NULL OR u.lockout_end <= $8)
            RETURNING s.id
        )
        INSERT INTO authorization_codes (hash, browser_id, client_id, redirect_uri, code_challenge, nonce, scope, good_until, expires_at)
        SELECT $1, id, $3, $4, $5, $6, $7, $9, $10 FROM browser
        RETURNING browser_id
        """;

    private const string Use = """
        WITH used AS (
            UPDATE authorization_codes SET used_at = $5, session_id = $6
            WHERE hash = $1 AND client_id = $2 AND redirect_uri = $3 AND code_challenge = $4 AND used_at IS NULL AND good_until > $5
            RETURNING browser_id, scope, nonce
        ), granted AS (
            INSERT INTO sessions (id, user_id, auth_time, amr, last_used_at, expires_at, client_id, device, network, acr, created_at, parent_id, scope)
            SELECT $6, b.user_id, b.auth_time, b.amr, $5, $7, $2, b.device, b.network, b.acr, $5, b.id, used.scope
            FROM used JOIN sessions b ON b.id = used.browser_id JOIN users u ON u.id = b.user_id
            WHERE b.revoked_at IS NULL AND b.expires_at > $5 AND (u.lockout_end IS NULL OR u.lockout_end <= $5)
            FOR SHARE OF b
            RETURNING user_id, auth_time, amr, scope
        ), token AS (
            INSERT INTO refresh_tokens (hash, session_id, expires_at) SELECT $8, $6, $9 FROM granted WHERE $10
        )
        SELECT user_id, auth_time, amr, granted.scope, used.nonce,
               session_roles(granted.user_id, granted.amr, $11)
        FROM granted, used
        """;

    /// <summary>A code for what this browser's session allows; null when that session is over.</summary>
    public async Task<string?> IssueAsync(Session session, Guid browserId, AuthorizeRequest request, CancellationToken ct)
    {
        var (code, now) = (OpaqueToken.Generate(), clock.GetUtcNow());
        await session.BeginAsync(ct);
        var issued = await session.QueryAsync(
            Insert, row => row.GetGuid(0), ct, code.Hash, browserId, request.Client.Id, request.RedirectUri, request.CodeChallenge, request.Nonce,
            request.Scopes.ToArray(), now, now + Lifetime, now + Remembered);
        await session.CommitAsync(ct);
        return issued.Count > 0 ? code.Text : null;
    }

    /// <summary>Exchanges a code and commits; null when it is not good, or no longer.</summary>
    public async Task<CodeGrant?> UseAsync(
        Session session, string? code, Client client, string? redirectUri, string? verifier, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(code, out var presented))
            return null;
        var (now, sessionId, next) = (clock.GetUtcNow(), clock.NewId(), RefreshToken.Generate());
        await session.BeginAsync(ct);
        var granted = await session.QuerySingleAsync(
            Use,
            row => new CodeGrant(
                new(row.GetGuid(0), sessionId, row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<string[]>(2), row.GetFieldValue<string[]>(5)),
                next,
                now + RefreshToken.Lifetime,
                row.GetFieldValue<string[]>(3),
                row.IsDBNull(4) ? null : row.GetString(4)),
            ct, presented.Hash, client.Id, redirectUri ?? "", Pkce.Challenge(verifier), now, sessionId, now + LoginSessions.Lifetime, next.Hash,
            now + RefreshToken.Lifetime, client.May(GrantTypes.RefreshToken), factors.Value.RequiredForStaff);
        if (granted is null)
            await revocations.EndOfCodeAsync(session, presented.Hash, ct);
        await session.CommitAsync(ct);
        return granted;
    }
}

/// <summary>What a code was exchanged for.</summary>
internal sealed record CodeGrant(Subject Subject, RefreshToken RefreshToken, DateTimeOffset ExpiresAt, IReadOnlyList<string> Scopes, string? Nonce);
