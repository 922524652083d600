using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller does without one of their second factors, having just given one. With the last one the recovery codes go too.</summary>
internal static class RemoveSecondFactor
{
    private const string Remove = "DELETE FROM second_factors WHERE user_id = $1 AND method = $2";

    public static async Task<NoContent> Handle(string method, ClaimsPrincipal user, SecondFactors secondFactors, Session session, CancellationToken ct)
    {
        session.WriteOne(SecondFactorErrors.NotFound, Remove, user.UserId(), method);
        RecoveryCodes.LeaveWithLastFactor(session, user.UserId());
        await secondFactors.TellAsync(session, user.UserId(), "second-factor-removed", "A second factor was removed", ct);
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/me/second-factors/{method}", Handle)
        .RequireOwner()
        .RequireFreshSecondFactor()
        .WithExample(null, null);
}
