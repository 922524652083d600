using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller, who has just proved who they are, asks for what their device needs to make a passkey.</summary>
internal static class OfferPasskey
{
    public static async Task<Results<Ok<PasskeyOffer>, ProblemHttpResult>> Handle(
        HttpContext http, ClaimsPrincipal user, PasskeyBook passkeys, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await SecondFactors.IsProofLackingAsync(session, user, ct))
            return FreshProof.Refuse(http, secondFactor: true);
        if (await Profile.FindAsync(session, user.UserId(), ct) is not { } found)
            return AccountErrors.UserNotFound.ToProblem();
        return SessionView.CurrentOf(user) is { } sessionId
            ? TypedResults.Ok(await passkeys.OfferNewAsync(http, session, found.Profile, sessionId, ct))
            : SecondFactorErrors.SessionEnded.ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/passkeys/options", Handle)
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(null, PasskeyOffer.EnrolmentExample);
}
