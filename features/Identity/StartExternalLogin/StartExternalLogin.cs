using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Somebody on their way to an application chooses to sign in with another issuer, and is sent there.</summary>
internal static class StartExternalLogin
{
    public static async Task<IResult> Handle(
        string provider, HttpContext http, AuthorizeRequests requests, Authorizations authorizations, ExternalProviders providers, ExternalAttempts attempts,
        SignInPages pages, Session session, CancellationToken ct) =>
        await SignInPages.WithRequestAsync(
            http,
            requests,
            authorizations,
            session,
            async request =>
            {
                if (providers.Find(provider) is not { } known || request.Query.Length > ExternalAttempts.MaxQueryLength)
                    return pages.LogIn(http, request, request.LoginHint, ExternalLoginErrors.UnknownProvider);
                var askAgain = request.MustLogIn || request.MaxAge is not null;
                return await attempts.BeginAsync(http, known, session, request.Query, sessionId: null, askAgain, ct) is { } address
                    ? Authorizations.Redirect(address)
                    : pages.LogIn(http, request, request.LoginHint, ExternalLoginErrors.Unavailable(known));
            },
            ct);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet($"{PublicAddresses.External}/{{provider}}", Handle).AllowAnonymous().ExcludeFromDescription();
}
