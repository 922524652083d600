using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller, who wants to prove once more who they are, gets what a device needs to prove one of their passkeys.</summary>
internal static class OfferPasskeyStepUp
{
    public static async Task<Results<Ok<PasskeyOffer>, ProblemHttpResult>> Handle(
        HttpContext http, ClaimsPrincipal user, PasskeyBook passkeys, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (SessionView.CurrentOf(user) is not { } sessionId)
            return SecondFactorErrors.SessionEnded.ToProblem();
        return (await SecondFactors.MethodsAsync(session, user.UserId(), ct)).Contains(FactorMethods.Passkey)
            ? TypedResults.Ok(await passkeys.OfferProofAsync(http, session, PasskeyPurpose.StepUp(user.UserId(), sessionId), ct))
            : SecondFactorErrors.NotFound.ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/step-up/passkey/options", Handle)
        .RequireOwner()
        .WithExample(null, PasskeyOffer.Example);
}
