using Commerce.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>
/// The OAuth token endpoint (RFC 6749) for clients that speak the protocol rather than our API: it continues a session by its
/// refresh token, for the shop's own public client.
/// </summary>
internal static class ExchangeToken
{
    public const string Route = "/realms/commerce/protocol/openid-connect/token";

    public sealed record Response(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken, int RefreshExpiresIn);

    /// <summary>The protocol's own form of a refusal.</summary>
    public sealed record Refusal(string Error, string ErrorDescription);

    public static async Task<Results<JsonHttpResult<Response>, JsonHttpResult<Refusal>>> Handle(
        HttpContext http, LoginSessions sessions, AccessTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.HasFormContentType)
            return Refuse("invalid_request", "Send the parameters as application/x-www-form-urlencoded.");
        var form = await http.Request.ReadFormAsync(ct);
        if (form.Any(parameter => parameter.Value.Count != 1))
            return Refuse("invalid_request", "A parameter was given more than once.");
        if (form["grant_type"] != "refresh_token")
            return Refuse("unsupported_grant_type", "This issuer continues sessions: grant_type=refresh_token.");
        if (form["client_id"] != AccessTokens.ClientId)
            return Refuse("invalid_client", "There is no such client.", StatusCodes.Status401Unauthorized);
        if (!RefreshToken.TryParse(form["refresh_token"], out var presented))
            return Refuse("invalid_grant", SessionErrors.InvalidRefreshToken.Detail);

        var signedIn = await sessions.ContinueAsync(session, presented, ct);
        if (signedIn.Error is { } refusal)
            return Refuse("invalid_grant", refusal.Detail);
        var issued = Tokens.Of(signedIn.Value, tokens, clock);
        return TypedResults.Json(
            new Response(issued.AccessToken, issued.TokenType, issued.ExpiresIn, issued.RefreshToken, issued.RefreshExpiresIn),
            IdentityJson.Default.TokenAnswer);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost(Route, Handle)
        .AllowAnonymous()
        .ExcludeFromDescription(); // the protocol describes it

    private static JsonHttpResult<Refusal> Refuse(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json(new Refusal(error, description), IdentityJson.Default.TokenRefusal, statusCode: status);
}
