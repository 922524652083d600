using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff take an invitation back: its link leads nowhere from now on.</summary>
internal static class WithdrawStaffInvitation
{
    public static async Task<IResult> Handle(Guid invitationId, ClaimsPrincipal user, AccountHistory history, Session session, CancellationToken ct)
    {
        session.WriteOne(InvitationErrors.NotFound, "DELETE FROM staff_invitations WHERE id = $1", invitationId);
        history.Note(session, user.UserId(), "staff-invitation-withdrawn");
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/staff/invitations/{invitationId:guid}", Handle)
        .Idempotent()
        .RequirePermission(Permissions.WriteRoles)
        .WithSummary("Withdraw an invitation")
        .Produces(StatusCodes.Status204NoContent)
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
