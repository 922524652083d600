using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller sees which second factors they have, and how many recovery codes are left.</summary>
internal static class ListSecondFactors
{
    public sealed record Response(IReadOnlyList<EnrolledFactor> Factors, long RecoveryCodesLeft);

    public static async Task<Ok<Response>> Handle(ClaimsPrincipal user, SentFactors sentFactors, Session session, CancellationToken ct)
    {
        var factors = await EnrolledFactor.ListAsync(session, user.UserId(), ct);
        for (var i = 0; i < factors.Count; i++)
            if (FactorMethods.IsSent(factors[i].Method))
                factors[i] = factors[i] with { SentTo = await sentFactors.TargetOfAsync(session, user.UserId(), factors[i].Method, ct) };
        return TypedResults.Ok(new Response(factors, await RecoveryCodes.CountAsync(session, user.UserId(), ct)));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/second-factors", Handle)
        .RequireOwner()
        .WithExample(null, new Response([new(FactorMethods.Totp, Profile.Example.RegisteredAt, null), new(FactorMethods.Sms, Profile.Example.RegisteredAt, null, SentCode.Example.SentTo)], 10));
}
