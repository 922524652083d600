using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff end an impersonation, their own or a colleague's: its token is refused everywhere from then on.</summary>
internal static class EndImpersonation
{
    private const string Find = "SELECT user_id FROM impersonations WHERE id = $1";

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid impersonationId, SessionRevocations revocations, AccountHistory history, Session session, CancellationToken ct)
    {
        if (await session.QuerySingleAsync(Find, row => (Guid?)row.GetGuid(0), ct, impersonationId) is not { } userId
            || !await revocations.EndAsync(session, impersonationId, userId, SessionEnds.RevokedByStaff, ct))
            return ImpersonationErrors.NotFound.ToProblem();
        history.Note(session, userId, "impersonation-ended");
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/impersonations/{impersonationId:guid}", Handle)
        .RequirePermission(Permissions.ImpersonateCustomers)
        .WithExample(null, null);
}
