using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller wants codes by e-mail as a second factor: one goes to their confirmed address, and counts once it has come back.</summary>
internal static class EnrolEmailCode
{
    public static async Task<Results<Accepted<SentCode>, ProblemHttpResult>> Handle(
        ClaimsPrincipal user, HttpContext http, SentFactors sentFactors, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await SecondFactors.IsProofLackingAsync(session, user, ct))
            return FreshProof.Refuse(http, secondFactor: true);
        if (await Mailbox.OfAsync(session, user.UserId(), ct) is not { } owner)
            return AccountErrors.UserNotFound.ToProblem();
        var sent = await sentFactors.EnrolAsync(session, owner, number: null, http.Connection.RemoteIpAddress, ct);
        return sent.Error is { } refusal ? refusal.ToProblem(http.Response) : TypedResults.Accepted((string?)null, sent.Value);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/second-factors/email", Handle)
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(null, SentCode.Example with { Method = FactorMethods.Email, SentTo = "a•••@example.org" }, StatusCodes.Status202Accepted);
}
