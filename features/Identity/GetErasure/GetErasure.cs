using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Whether the caller's account is about to be erased, and until when that can be withdrawn.</summary>
internal static class GetErasure
{
    public static async Task<IResult> Handle(ClaimsPrincipal user, Session session, CancellationToken ct) =>
        await ErasureView.OfAsync(session, user.UserId(), ct) is { } erasure ? TypedResults.Ok(erasure) : PersonalDataErrors.NoErasure.ToProblem();

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/erasure", Handle)
        .RequireOwner()
        .WithSummary("When my account will be erased")
        .Produces<ErasureView>()
        .WithExample(null, ErasureView.Example);
}
