using Commerce.Data;

namespace Commerce.Identity;

/// <summary>The page on which somebody decides what another company's application may know of them.</summary>
internal static class AskConsent
{
    public static async Task<IResult> Show(
        HttpContext http, AuthorizeRequests requests, Authorizations authorizations, BrowserSessions browsers, SignInPages pages, Session session,
        CancellationToken ct) =>
        await SignInPages.WithRequestAsync(
            http,
            requests,
            authorizations,
            session,
            async request => await browsers.FindAsync(http, session, ct) is { } browser && authorizations.MayConsent(request, browser)
                ? pages.Consent(http, request)
                : Authorizations.GoTo(PublicAddresses.LogIn, request),
            ct);

    public static async Task<IResult> Handle(
        HttpContext http, AuthorizeRequests requests, Authorizations authorizations, BrowserSessions browsers, ClientConsents consents, FormGuard guard,
        SignInPages pages, Session session, CancellationToken ct) =>
        await SignInPages.WithRequestAsync(
            http,
            requests,
            authorizations,
            session,
            async request =>
            {
                var (form, malformed) = await OAuthForm.ReadAsync(http.Request, ct);
                if (await browsers.FindAsync(http, session, ct) is not { } browser || !authorizations.MayConsent(request, browser))
                    return Authorizations.GoTo(PublicAddresses.LogIn, request);
                if (malformed is not null || !guard.Passes(http.Request, form))
                    return pages.Consent(http, request);
                if (form["decision"] != "allow")
                    return authorizations.Refuse(request, "access_denied", "The person did not agree.");
                consents.Give(session, browser.UserId, request);
                return await authorizations.BringBackAsync(http, request, browser, session, ct);
            },
            ct);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(PublicAddresses.Consent, Show).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(PublicAddresses.Consent, Handle).AllowAnonymous().ExcludeFromDescription();
    }
}
