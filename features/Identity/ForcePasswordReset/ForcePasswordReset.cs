using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff void somebody's password: all sessions end, and the owner is mailed what lets them choose another one.</summary>
internal static class ForcePasswordReset
{
    private const string ForgetPassword = "UPDATE users SET password_hash = NULL WHERE id = $1";

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid userId, ClaimsPrincipal user, SessionRevocations revocations, AccountHistory history, AccountMails mails, Session session, CancellationToken ct)
    {
        var judged = await StaffRights.JudgeAsync(session, user.UserId(), userId, ct);
        if (judged.Error is { } refusal)
            return refusal.ToProblem();
        session.Write(ForgetPassword, userId);
        await revocations.EndAllAsync(session, userId, SessionEnds.PasswordChanged, ct);
        history.Note(session, userId, "password-reset-by-staff");
        mails.ResetPassword(session, judged.Value);
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/{userId:guid}/password-reset", Handle)
        .RequirePermission(Permissions.WriteCustomers)
        .RequireFreshSecondFactor()
        .WithExample(null, null);
}
