using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller, who has just proved who they are, sets out to link another issuer's login to their account.</summary>
internal static class LinkExternalLogin
{
    /// <param name="AuthorizationUrl">Where to send the same browser: the answer's cookie knows it again when it comes back.</param>
    public sealed record Response(string AuthorizationUrl);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string provider, HttpContext http, ClaimsPrincipal user, ExternalProviders providers, ExternalAttempts attempts, Session session, CancellationToken ct)
    {
        if (providers.Find(provider) is not { } known)
            return ExternalLoginErrors.UnknownProvider.ToProblem();
        if (!Guid.TryParse(user.FindFirstValue("sid"), out var sessionId) || !await IsOwnAsync(session, sessionId, user.UserId(), ct))
            return ExternalLoginErrors.SessionOver.ToProblem();
        return await attempts.BeginAsync(http, known, session, query: null, sessionId, askAgain: false, ct) is { } address
            ? TypedResults.Ok(new Response(address))
            : ExternalLoginErrors.ProviderDown.ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/external-logins/{provider}", Handle)
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(null, new Response("https://accounts.google.com/o/oauth2/v2/auth?client_id=…&state=…"));

    // A token of another issuer names a session that is not one of ours.
    private static Task<bool> IsOwnAsync(Session session, Guid sessionId, Guid userId, CancellationToken ct) =>
        session.QuerySingleAsync("SELECT EXISTS (SELECT 1 FROM sessions WHERE id = $1 AND user_id = $2)", row => row.GetBoolean(0), ct, sessionId, userId);
}
