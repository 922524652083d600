using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.AdminUi;

/// <summary>Ends the session here, in every open tab, and at the issuer (OpenID Connect RP-Initiated Logout 1.0).</summary>
internal static class SignOut
{
    public const string Path = "/sign-out";
    public const string SignedOutPath = "/signed-out";

    public static void Map(IEndpointRouteBuilder app)
    {
        // Its form carries the antiforgery token: nobody else's page can sign anybody out.
        app.MapPost(Path, HandleAsync).AllowAnonymous();
        app.MapGet(SignedOutPath, () => ErrorPages.SignedOut()).AllowAnonymous();
    }

    private static async Task<Results<RedirectHttpResult, BadRequest>> HandleAsync(
        HttpContext http, [FromServices] IAntiforgery antiforgery, StaffSessions sessions, Issuer issuer, IssuerSettings settings, TokenEndpoint tokens, CancellationToken ct)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return TypedResults.BadRequest();
        var session = http.User.SessionId() is { } id ? await sessions.FindAsync(id) : null;
        await http.SignOutAsync(PortalCookie.Scheme);
        if (session is null)
            return TypedResults.Redirect(SignedOutPath);

        await sessions.EndAsync(session.Id, byThePerson: true);
        try
        {
            if ((await issuer.DescribeAsync(ct)).EndSessionEndpoint is { } endpoint)
                return TypedResults.Redirect(QueryHelpers.AddQueryString(endpoint, new Dictionary<string, string?>
                {
                    ["id_token_hint"] = session.IdToken,
                    ["client_id"] = settings.ClientId,
                    ["post_logout_redirect_uri"] = $"{http.Request.Scheme}://{http.Request.Host}{SignedOutPath}",
                }.Where(p => p.Value is not null)!));
            if (session.RefreshToken is { } refreshToken)
                await tokens.GiveBackAsync(refreshToken, ct);
        }
        catch (IssuerUnavailableException)
        {
            // Here it has ended; there it ends when its tokens do.
        }

        return TypedResults.Redirect(SignedOutPath);
    }
}
