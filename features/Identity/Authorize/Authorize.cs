using Commerce.Data;

namespace Commerce.Identity;

/// <summary>An application sends somebody here to sign in, and gets them back with a code (OpenID Connect Core 3.1.2).</summary>
internal static class Authorize
{
    public static async Task<IResult> Handle(
        HttpContext http, AuthorizeRequests requests, Authorizations authorizations, BrowserSessions browsers, Session session,
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

        return await requests.ReadAsync(form, session, ct) switch
        {
            AuthorizeReading.Valid(var request) =>
                await authorizations.ContinueAsync(http, request, await browsers.FindAsync(http, session, ct), justLoggedIn: false, session, ct),
            AuthorizeReading.Returned(var uri, var state, var error, var description) => authorizations.Refuse(uri, state, error, description),
            AuthorizeReading.Shown(var reason) => SignInPages.Error(http, reason),
            var other => throw new InvalidOperationException($"{other} has no answer."),
        };
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapMethods($"{PublicAddresses.Protocol}/auth", [HttpMethods.Get, HttpMethods.Post], Handle)
        .AllowAnonymous()
        .ExcludeFromDescription(); // the protocol describes it
}
