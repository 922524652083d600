using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Whoever saved a view takes it away; a shared one also whoever decides about roles, when its owner no longer cares for it.</summary>
internal static class DeleteSavedView
{
    private const string Delete = "DELETE FROM saved_views WHERE id = $1 AND (owner_id = $2 OR (is_shared AND $3))";

    public static async Task<IResult> Handle(Guid viewId, ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        if (await SavedView.FindAsync(session, user.UserId(), viewId, ct) is not { } view)
            return SavedViewErrors.NotFound.ToProblem();
        var mayTidy = user.HasPermission(Permissions.WriteRoles);
        if (!view.IsMine && !mayTidy)
            return SavedViewErrors.NotYours.ToProblem();
        session.WriteOne(SavedViewErrors.NotFound, Delete, viewId, user.UserId(), mayTidy);
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/staff/views/{viewId:guid}", Handle)
        .Idempotent()
        .RequireStaff()
        .WithSummary("Take a view away")
        .Produces(StatusCodes.Status204NoContent)
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
