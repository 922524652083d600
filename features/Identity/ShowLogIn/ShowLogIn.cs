using Commerce.Data;

namespace Commerce.Identity;

/// <summary>The page on which somebody gives their address and password, on their way to an application.</summary>
internal static class ShowLogIn
{
    public static async Task<IResult> Show(
        HttpContext http, AuthorizeRequests requests, Authorizations authorizations, SignInPages pages, Session session, CancellationToken ct) =>
        await SignInPages.WithRequestAsync(
            http, requests, authorizations, session, request => Task.FromResult(pages.LogIn(http, request, request.LoginHint)), ct);

    public static async Task<IResult> Handle(
        HttpContext http, AuthorizeRequests requests, Authorizations authorizations, BrowserSessions browsers, Credentials credentials, FormGuard guard,
        SignInPages pages, SecondFactorSteps steps, Session session, CancellationToken ct) =>
        await SignInPages.WithRequestAsync(
            http,
            requests,
            authorizations,
            session,
            async request =>
            {
                var (form, malformed) = await OAuthForm.ReadAsync(http.Request, ct);
                var email = form["email"];
                if (malformed is not null || !guard.Passes(http.Request, form))
                    return pages.LogIn(http, request, email, SignInPages.Stale);
                if (!EmailAddress.TryParse(email, out var address) || form["password"] is not { } password || password.Length > PasswordRules.MaxLength * 2)
                    return pages.LogIn(http, request, email, AccountErrors.InvalidCredentials);
                var proved = await credentials.SignInAsync(session, address, password, http.Connection.RemoteIpAddress, ct);
                if (proved.Error is { } refusal)
                    return pages.LogIn(http, request, email, refusal);
                if (proved.Value.SignedIn is not { } signedIn)
                    return await steps.BeginAsync(http, request, proved.Value.Challenge!, session, ct);
                var browser = await browsers.BeginAsync(http, session, signedIn.Subject, ct);
                return await authorizations.ContinueAsync(http, request, browser, justLoggedIn: true, session, ct);
            },
            ct);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(PublicAddresses.LogIn, Show).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(PublicAddresses.LogIn, Handle).AllowAnonymous().ExcludeFromDescription();
    }
}
