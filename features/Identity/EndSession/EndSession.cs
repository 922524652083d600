using Commerce.Data;

namespace Commerce.Identity;

/// <summary>
/// Somebody signs out, usually by an application's link (OpenID Connect RP-Initiated Logout 1.0). With that application's id token it
/// happens at once; without one anybody could have made the link, so the person is asked.
/// </summary>
internal static class EndSession
{
    private const string BegunBy = "SELECT parent_id FROM sessions WHERE id = $1";

    public static async Task<IResult> Handle(
        HttpContext http, IssuedTokens tokens, BrowserSessions browsers, SessionRevocations revocations, FormGuard guard, SignInPages pages, Session session,
        CancellationToken ct)
    {
        var form = new OAuthForm(http.Request.Query);
        if (HttpMethods.IsPost(http.Request.Method))
        {
            var (posted, malformed) = await OAuthForm.ReadAsync(http.Request, ct);
            if (malformed is not null)
                return SignInPages.Error(http, malformed.ErrorDescription);
            form = posted;
        }

        if (form.RepeatsAny)
            return SignInPages.Error(http, "A parameter was given more than once.");
        var hint = form["id_token_hint"] is { } text ? tokens.ReadIdToken(text) : null;
        var back = await BackAsync(form, hint, session, ct);
        if (back.IsForeign)
            return SignInPages.Error(http, "The application that sent you here did not say correctly where to bring you back to.");

        var browser = await browsers.FindAsync(http, session, ct);
        var isOwn = hint is not null && (browser is null || await BelongsAsync(session, hint, browser, ct));
        if (!isOwn && browser is not null && !guard.Passes(http.Request, form))
            return pages.SignOut(http, form);
        if (hint is not null && isOwn)
            await revocations.EndAsync(session, hint.SessionId, hint.Subject, SessionEnds.LoggedOut, ct);
        if (browser is not null)
            await browsers.EndAsync(http, session, browser, ct);
        await session.CommitAsync(ct);
        return back.Address is { } address ? Authorizations.Redirect(address) : SignInPages.SignedOut(http);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapMethods($"{PublicAddresses.Protocol}/logout", [HttpMethods.Get, HttpMethods.Post], Handle)
        .AllowAnonymous()
        .ExcludeFromDescription(); // the protocol describes it

    private static async Task<bool> BelongsAsync(Session session, IssuedToken hint, BrowserSession browser, CancellationToken ct) =>
        hint.Subject == browser.UserId
        && await session.QuerySingleAsync(BegunBy, row => row.IsDBNull(0) ? (Guid?)null : row.GetGuid(0), ct, hint.SessionId) == browser.Id;

    // Only to where the client has registered, letter by letter.
    private static async Task<(string? Address, bool IsForeign)> BackAsync(OAuthForm form, IssuedToken? hint, Session session, CancellationToken ct)
    {
        if (form["post_logout_redirect_uri"] is not { } uri)
            return (null, false);
        var clientId = hint?.ClientId ?? form["client_id"];
        if (form["client_id"] is { } named && named != clientId)
            return (null, true);
        return await ClientStore.FindActiveAsync(session, clientId, ct) is { } client && client.PostLogoutRedirectUris.Contains(uri)
            ? (Authorizations.WithParameters(uri, ("state", form["state"])), false)
            : (null, true);
    }
}
