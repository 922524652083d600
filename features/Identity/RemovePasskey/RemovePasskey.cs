using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller does without one of their passkeys, having just given a second factor. The last way in stays.</summary>
internal static class RemovePasskey
{
    private const string Delete = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid passkeyId, ClaimsPrincipal user, ExternalProviders providers, SecondFactors secondFactors, Session session, CancellationToken ct)
    {
        await WaysIn.HoldAsync(session, user.UserId(), ct);
        session.WriteOne(PasskeyErrors.NotFound, Delete, passkeyId, user.UserId());
        if (!await WaysIn.AreLeftAsync(session, user.UserId(), providers, ct))
            return AccountErrors.LastWayIn.ToProblem();
        RecoveryCodes.LeaveWithLastFactor(session, user.UserId());
        await secondFactors.TellAsync(session, user.UserId(), "passkey-removed", "A passkey was removed", ct);
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/me/passkeys/{passkeyId:guid}", Handle)
        .RequireOwner()
        .RequireFreshSecondFactor()
        .WithExample(null, null);
}
