using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff open an account again that staff had shut.</summary>
internal static class EnableUser
{
    private const string Enable = """
        UPDATE users SET lockout_end = NULL, disabled_at = NULL, disabled_reason = NULL, version = version + 1 WHERE id = $1 AND disabled_at IS NOT NULL
        """;

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid userId, ClaimsPrincipal user, AccountHistory history, Session session, CancellationToken ct)
    {
        var judged = await StaffRights.JudgeAsync(session, user.UserId(), userId, ct);
        if (judged.Error is { } refusal)
            return refusal.ToProblem();
        session.Write(Enable, userId);
        history.Note(session, userId, "enabled-by-staff");
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/{userId:guid}/disablement", Handle)
        .RequirePermission(Permissions.WriteCustomers)
        .RequireFreshSecondFactor()
        .WithExample(null, null);
}
