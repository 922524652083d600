using Commerce.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>A client asks who signed in to it, and learns what it was let know (OpenID Connect Core 5.3).</summary>
internal static class GetUserInfo
{
    private const string Prefix = "Bearer ";

    private const string Find = """
        SELECT u.display_name, u.language, u.email, u.email_confirmed FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1 AND u.id = $2 AND s.revoked_at IS NULL AND (u.lockout_end IS NULL OR u.lockout_end <= $3)
        """;

    public sealed record Response(string Sub, string? Name, string? Locale, string? Email, bool? EmailVerified);

    public static async Task<IResult> Handle(HttpContext http, IssuedTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return Refuse(http, "Bearer");
        if (tokens.ReadAccessToken(header[Prefix.Length..].Trim()) is not { } token)
            return Refuse(http, "Bearer error=\"invalid_token\"");
        var scopes = token.Scope.Split(' ');
        if (!scopes.Contains(Scopes.OpenId))
            return Refuse(http, "Bearer error=\"insufficient_scope\", scope=\"openid\"", StatusCodes.Status403Forbidden);
        var (profile, email) = (scopes.Contains(Scopes.Profile), scopes.Contains(Scopes.Email));
        var found = await session.QuerySingleAsync(
            Find,
            row => new Response(
                token.Subject.ToString(), profile ? row.GetString(0) : null, profile ? row.GetString(1) : null, email ? row.GetString(2) : null,
                email ? row.GetBoolean(3) : null),
            ct, token.SessionId, token.Subject, clock.GetUtcNow());
        return found is null ? Refuse(http, "Bearer error=\"invalid_token\"") : TypedResults.Json(found, IdentityJson.Default.UserInfo);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapMethods($"{PublicAddresses.Protocol}/userinfo", [HttpMethods.Get, HttpMethods.Post], Handle)
        .AllowAnonymous() // it judges the token itself: other companies' applications have tokens for nothing else
        .ExcludeFromDescription(); // the protocol describes it

    private static StatusCodeHttpResult Refuse(HttpContext http, string challenge, int status = StatusCodes.Status401Unauthorized)
    {
        http.Response.Headers.WWWAuthenticate = challenge;
        return TypedResults.StatusCode(status);
    }
}
