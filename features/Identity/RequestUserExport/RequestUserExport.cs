using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff have everything gathered that is known about somebody who asked for it by letter or telephone. The person's record tells of it.</summary>
internal static class RequestUserExport
{
    public static async Task<IResult> Handle(
        Guid userId, ClaimsPrincipal user, DataExports exports, AccountHistory history, Session session, TimeProvider clock, CancellationToken ct)
    {
        var judged = await StaffRights.JudgeAsync(session, user.UserId(), userId, ct);
        if (judged.Error is { } refusal)
            return refusal.ToProblem();
        var id = await exports.RequestAsync(session, userId, ct);
        history.Note(session, userId, "export-requested-by-staff");
        await session.FlushAsync(ct);
        var export = (await ExportView.ListAsync(session, userId, clock.GetUtcNow(), ct)).First(e => e.ExportId == id);
        return await session.AnswerAsync(Answer.Accepted($"/api/v1/users/{userId}/exports/{id}/archive", export), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/{userId:guid}/exports", Handle)
        .Idempotent()
        .RequirePermission(Permissions.ExportCustomers)
        .RequireFreshSecondFactor()
        .WithSummary("Gather everything about somebody")
        .Produces<ExportView>(StatusCodes.Status202Accepted)
        .WithExample(null, ExportView.Example with { Status = "preparing", ReadyAt = null }, StatusCodes.Status202Accepted);
}
