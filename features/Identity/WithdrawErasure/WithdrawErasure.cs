using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>The caller wants to stay after all.</summary>
internal static class WithdrawErasure
{
    public static async Task<IResult> Handle(ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        session.WriteOne(PersonalDataErrors.NoErasure, "DELETE FROM account_erasures WHERE user_id = $1 AND erased_at IS NULL", user.UserId());
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/me/erasure", Handle)
        .Idempotent()
        .RequireOwner()
        .WithSummary("Keep my account after all")
        .Produces(StatusCodes.Status204NoContent);
}
