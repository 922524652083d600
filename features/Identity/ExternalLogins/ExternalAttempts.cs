using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Somebody who was sent to another issuer: on their way to an application, or to have that login linked to their account.</summary>
/// <param name="Query">The authorization request, read anew when they are back.</param>
/// <param name="SessionId">The session that asked for the link.</param>
internal sealed record ExternalAttempt(string Nonce, string Verifier, string? Query, Guid? SessionId);

/// <summary>
/// Sends people to other issuers and knows them again when they come back: by the state, which is good once, and by a cookie of the
/// browser that set out, so nobody can be made to come back from somebody else's login.
/// </summary>
internal sealed class ExternalAttempts(ProviderClient providers, PublicAddresses addresses, TimeProvider clock)
{
    public const int MaxQueryLength = 8192;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Insert = """
        INSERT INTO external_login_attempts (state_hash, browser_hash, provider, nonce, verifier, query, session_id, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string Use = """
        DELETE FROM external_login_attempts WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND expires_at > $4
        RETURNING nonce, verifier, query, session_id
        """;

    private string CookieName => addresses.IsSecure ? "__Host-commerce-external" : "commerce-external";

    /// <summary>Remembers the attempt, commits, and sets the cookie.</summary>
    /// <returns>Where to send the browser; null when the provider cannot be reached.</returns>
    public async Task<string?> BeginAsync(
        HttpContext http, ExternalProvider provider, Session session, string? query, Guid? sessionId, bool askAgain, CancellationToken ct)
    {
        var (state, browser, nonce, verifier) = (OpaqueToken.Generate(), OpaqueToken.Generate(), OpaqueToken.Generate(), OpaqueToken.Generate());
        var address = await providers.AuthorizationAddressAsync(provider, state.Text, nonce.Text, verifier.Text, askAgain, ct);
        if (address is null)
            return null;
        session.Write(Insert, state.Hash, browser.Hash, provider.Name, nonce.Text, verifier.Text, query, sessionId, clock.GetUtcNow() + Lifetime);
        await session.CommitAsync(ct);
        http.Response.Cookies.Append(CookieName, browser.Text, Cookie(Lifetime));
        http.Response.Headers.CacheControl = "no-store";
        return address;
    }

    /// <summary>Uses the attempt up, whatever becomes of it, and commits; null when this browser began none with this state.</summary>
    public async Task<ExternalAttempt?> UseAsync(HttpContext http, ExternalProvider provider, string? state, Session session, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(state, out var sent) || !OpaqueToken.TryParse(http.Request.Cookies[CookieName], out var browser))
            return null;
        await session.BeginAsync(ct);
        var attempt = await session.QuerySingleAsync(
            Use,
            row => new ExternalAttempt(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetGuid(3)),
            ct, sent.Hash, browser.Hash, provider.Name, clock.GetUtcNow());
        await session.CommitAsync(ct);
        if (attempt is not null)
            http.Response.Cookies.Delete(CookieName, Cookie(null));
        return attempt;
    }

    // Lax: the way back begins at the other issuer's site.
    private CookieOptions Cookie(TimeSpan? lifetime) =>
        new() { HttpOnly = true, Secure = addresses.IsSecure, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = lifetime };
}
