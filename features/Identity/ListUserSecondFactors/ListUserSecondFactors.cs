using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff see how somebody proves more than a password, and how many recovery codes are left; never where codes are sent.</summary>
internal static class ListUserSecondFactors
{
    public sealed record Response(IReadOnlyList<EnrolledFactor> Factors, long RecoveryCodesLeft);

    public static async Task<IResult> Handle(Guid userId, Session session, CancellationToken ct) =>
        await Mailbox.OfAsync(session, userId, ct) is null
            ? AccountErrors.UserNotFound.ToProblem()
            : TypedResults.Ok(new Response(await EnrolledFactor.ListAsync(session, userId, ct), await RecoveryCodes.CountAsync(session, userId, ct)));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/{userId:guid}/second-factors", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithSummary("Somebody's second factors")
        .Produces<Response>()
        .WithExample(null, new Response([new(FactorMethods.Totp, Profile.Example.RegisteredAt, null)], 10));
}
