using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller, who has just proved who they are, cuts the link to another issuer's login; the last way in stays.</summary>
internal static class UnlinkExternalLogin
{
    // Two that are cut at the same moment wait for each other, and the second one sees what the first one left.
    private const string Lock = "SELECT password_hash IS NOT NULL FROM users WHERE id = $1 FOR UPDATE";

    private const string IsLinked = "SELECT EXISTS (SELECT 1 FROM external_logins WHERE user_id = $1 AND provider = $2)";

    // Only what somebody could sign in with today is a way in.
    private const string Delete = """
        DELETE FROM external_logins WHERE user_id = $1 AND provider = $2
          AND ($3 OR EXISTS (SELECT 1 FROM external_logins o WHERE o.user_id = $1 AND o.provider <> $2 AND o.provider = ANY ($4)))
        """;

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string provider, ClaimsPrincipal user, ExternalProviders providers, SecondFactors secondFactors, Session session, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var hasPassword = await session.QuerySingleAsync(Lock, row => row.GetBoolean(0), ct, user.UserId());
        if (!await session.QuerySingleAsync(IsLinked, row => row.GetBoolean(0), ct, user.UserId(), provider))
            return ExternalLoginErrors.NotLinked.ToProblem();
        session.WriteOne(ExternalLoginErrors.LastWayIn, Delete, user.UserId(), provider, hasPassword, providers.All.Select(p => p.Name).ToArray());
        await secondFactors.TellAsync(session, user.UserId(), "external-login-removed", $"Signing in with {providers.NameOf(provider)} was removed", ct);
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/me/external-logins/{provider}", Handle)
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(null, null);
}
