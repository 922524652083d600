using Commerce.Data;

namespace Commerce.Identity;

/// <summary>The sign-in page brings what a passkey has signed, instead of an address and a password.</summary>
internal static class ShowPasskeyLogIn
{
    public static async Task<IResult> Handle(
        HttpContext http, AuthorizeRequests requests, Authorizations authorizations, BrowserSessions browsers, PasskeyLogIns logIns, FormGuard guard,
        SignInPages pages, Session session, CancellationToken ct) =>
        await SignInPages.WithRequestAsync(
            http,
            requests,
            authorizations,
            session,
            async request =>
            {
                var (form, malformed) = await OAuthForm.ReadAsync(http.Request, ct);
                if (malformed is not null || !guard.Passes(http.Request, form))
                    return pages.LogIn(http, request, request.LoginHint, SignInPages.Stale);
                if (!PasskeyAnswer.TryParse(form["ceremony"], form["credential"], out var answer))
                    return pages.LogIn(http, request, request.LoginHint, PasskeyErrors.NotAccepted);
                var signedIn = await logIns.SignInAsync(http, session, answer, ct);
                if (signedIn.Error is { } refusal)
                    return pages.LogIn(http, request, request.LoginHint, refusal);
                var browser = await browsers.BeginAsync(http, session, signedIn.Value.Subject, ct);
                return await authorizations.ContinueAsync(http, request, browser, justLoggedIn: true, session, ct);
            },
            ct);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(PublicAddresses.LogInWithPasskey, Handle).AllowAnonymous().ExcludeFromDescription();
}
