using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Somebody is signed in to a browser, and through it to any number of applications.</summary>
internal sealed record BrowserSession(Guid Id, Guid UserId, DateTimeOffset AuthTime, string[] Amr);

/// <summary>
/// Remembers who is signed in to a browser: a random cookie, of which only the hash is stored, for half an hour after its last use. The
/// session is a row like every other one, so its owner sees it, and whatever ends sessions ends it and what was begun by it.
/// </summary>
internal sealed class BrowserSessions(BrowserCache cache, SessionRevocations revocations, PublicAddresses addresses, TimeProvider clock)
{
    /// <summary>Under which name a browser's own session is listed.</summary>
    public const string ClientId = "browser";

    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    private const string Find = """
        SELECT s.id, s.user_id, s.auth_time, s.amr FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.browser_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.last_used_at > $3
          AND (u.lockout_end IS NULL OR u.lockout_end <= $2)
        """;

    private const string Adopt = "UPDATE sessions SET client_id = $2, browser_hash = $3 WHERE id = $1";
    private const string Renew = "UPDATE sessions SET auth_time = $2, amr = $3, browser_hash = $4, acr = $5, last_used_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    private const string Drop = "DELETE FROM sessions WHERE id = $1";
    private const string DropTokens = "DELETE FROM refresh_tokens WHERE session_id = $1";

    private string CookieName => addresses.IsSecure ? "__Host-commerce" : "commerce";

    /// <summary>Whoever is signed in to the calling browser.</summary>
    public async Task<BrowserSession?> FindAsync(HttpContext http, Session session, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(http.Request.Cookies[CookieName], out var cookie))
            return null;
        if (await cache.FindAsync(cookie.Hash, Idle) is { } known)
            return known;
        var now = clock.GetUtcNow();
        var found = await session.QuerySingleAsync(
            Find, row => new BrowserSession(row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<string[]>(3)), ct,
            cookie.Hash, now, now - Idle);
        if (found is not null)
            await cache.KeepAsync(cookie.Hash, found, Idle);
        return found;
    }

    /// <summary>
    /// Makes the session of a login the browser's own, under a new cookie. Somebody who only proved themselves again keeps the session
    /// that was there, and the applications signed in by it; somebody else's ends.
    /// </summary>
    public async Task<BrowserSession> BeginAsync(HttpContext http, Session session, Subject subject, CancellationToken ct)
    {
        var before = await FindAsync(http, session, ct);
        if (before is not null && before.UserId != subject.UserId)
            await EndAsync(http, session, before, ct);
        var cookie = OpaqueToken.Generate();
        session.Write(DropTokens, subject.SessionId);
        var browser = new BrowserSession(subject.SessionId, subject.UserId, subject.AuthTime, [.. subject.Amr]);
        if (before is not null && before.UserId == subject.UserId)
        {
            browser = browser with { Id = before.Id };
            session.Write(Drop, subject.SessionId);
            session.Write(Renew, browser.Id, browser.AuthTime, browser.Amr, cookie.Hash, Acr.Of(browser.Amr));
        }
        else
        {
            session.Write(Adopt, browser.Id, ClientId, cookie.Hash);
        }

        await session.CommitAsync(ct);
        await ForgetAsync(http);
        await cache.KeepAsync(cookie.Hash, browser, Idle);
        http.Response.Cookies.Append(CookieName, cookie.Text, Cookie());
        return browser;
    }

    /// <summary>Ends the browser's session and everything begun by it, and commits.</summary>
    public async Task EndAsync(HttpContext http, Session session, BrowserSession browser, CancellationToken ct)
    {
        await revocations.EndAsync(session, browser.Id, browser.UserId, SessionEnds.LoggedOut, ct);
        await session.CommitAsync(ct);
        await ForgetAsync(http);
    }

    /// <summary>The cookie means nothing any more.</summary>
    public async Task ForgetAsync(HttpContext http)
    {
        if (OpaqueToken.TryParse(http.Request.Cookies[CookieName], out var cookie))
            await cache.ForgetAsync(cookie.Hash);
        http.Response.Cookies.Delete(CookieName, Cookie());
    }

    private CookieOptions Cookie() => new() { HttpOnly = true, Secure = addresses.IsSecure, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}
