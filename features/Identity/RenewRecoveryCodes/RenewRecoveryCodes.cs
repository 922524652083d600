using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller gets ten new recovery codes, having just given a second factor; the old ones are worth nothing from then on.</summary>
internal static class RenewRecoveryCodes
{
    public sealed record Response(IReadOnlyList<string> RecoveryCodes);

    private const string HasFactor = """
        SELECT 1 FROM users WHERE id = $1 AND (
            EXISTS (SELECT 1 FROM second_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL) OR EXISTS (SELECT 1 FROM passkeys WHERE user_id = $1))
        FOR UPDATE
        """;

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        ClaimsPrincipal user, HttpResponse response, RecoveryCodes recoveryCodes, SecondFactors secondFactors, Session session, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        await session.BeginAsync(ct);
        if (await session.QuerySingleAsync(HasFactor, row => (int?)row.GetInt32(0), ct, user.UserId()) is null)
            return SecondFactorErrors.NotFound.ToProblem();
        var codes = recoveryCodes.Renew(session, user.UserId());
        await secondFactors.TellAsync(session, user.UserId(), "recovery-codes-renewed", "The recovery codes were replaced", ct);
        await session.CommitAsync(ct);
        return TypedResults.Ok(new Response(codes));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/recovery-codes", Handle)
        .RequireOwner()
        .RequireFreshSecondFactor()
        .WithExample(null, new Response(["k7wm2p-xq94hd-3nva8c-u5tjre"]));
}
