using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller, who has just proved who they are, cuts the link to another issuer's login; the last way in stays.</summary>
internal static class UnlinkExternalLogin
{
    private const string Delete = "DELETE FROM external_logins WHERE user_id = $1 AND provider = $2";

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string provider, ClaimsPrincipal user, ExternalProviders providers, SecondFactors secondFactors, Session session, CancellationToken ct)
    {
        await WaysIn.HoldAsync(session, user.UserId(), ct);
        session.WriteOne(ExternalLoginErrors.NotLinked, Delete, user.UserId(), provider);
        if (!await WaysIn.AreLeftAsync(session, user.UserId(), providers, ct))
            return AccountErrors.LastWayIn.ToProblem();
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
