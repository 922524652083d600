using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff fetch an archive of somebody, to hand it to that person. The person's record tells of it.</summary>
internal static class DownloadUserExport
{
    public static async Task<IResult> Handle(
        Guid userId, Guid exportId, ClaimsPrincipal user, HttpResponse response, DataExports exports, AccountHistory history, Session session, TimeProvider clock,
        CancellationToken ct)
    {
        var judged = await StaffRights.JudgeAsync(session, user.UserId(), userId, ct);
        if (judged.Error is { } refusal)
            return refusal.ToProblem();
        var export = (await ExportView.ListAsync(session, userId, clock.GetUtcNow(), ct)).Find(e => e.ExportId == exportId);
        if (export is null)
            return PersonalDataErrors.NoSuchExport.ToProblem();
        if (export.ReadyAt is null)
            return PersonalDataErrors.NotReady.ToProblem();
        history.Note(session, userId, "export-fetched-by-staff");
        var archive = await exports.PackAsync(session, exportId, ct);
        await session.CommitAsync(ct);
        response.Headers.CacheControl = "no-store";
        return TypedResults.File(archive, "application/zip", $"personal-data-{export.RequestedAt:yyyy-MM-dd}.zip");
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/{userId:guid}/exports/{exportId:guid}/archive", Handle)
        .RequirePermission(Permissions.ExportCustomers)
        .RequireFreshSecondFactor()
        .WithSummary("Fetch an archive of somebody")
        .Produces(StatusCodes.Status200OK, contentType: "application/zip");
}
