using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff send an invitation once more, with a new link and a new week; from now on it is theirs, so they must be able to give its roles.</summary>
internal static class RenewStaffInvitation
{
    public static async Task<IResult> Handle(
        Guid invitationId, ClaimsPrincipal user, Invitations invitations, Session session, TimeProvider clock, CancellationToken ct)
    {
        var book = await RoleBook.OpenAsync(session, user.UserId(), ct);
        if (await Invitation.FindAsync(session, invitationId, clock.GetUtcNow(), ct) is not { } found)
            return InvitationErrors.NotFound.ToProblem();
        if (book.Assign([], [.. found.Roles]) is { } refusal)
            return refusal.ToProblem();
        await invitations.RenewAsync(session, found, user.UserId(), ct);
        await session.FlushAsync(ct);
        return await session.AnswerAsync(Answer.Ok((await Invitation.FindAsync(session, invitationId, clock.GetUtcNow(), ct))!), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/staff/invitations/{invitationId:guid}/renewal", Handle)
        .Idempotent()
        .RequirePermission(Permissions.WriteRoles)
        .RequireFreshSecondFactor()
        .WithSummary("Send an invitation again")
        .Produces<Invitation>()
        .WithExample(null, Invitation.Example);
}
