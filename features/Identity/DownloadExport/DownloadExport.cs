using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>The caller fetches an archive: a ZIP file with one JSON document per context.</summary>
internal static class DownloadExport
{
    public static async Task<IResult> Handle(
        Guid exportId, ClaimsPrincipal user, HttpResponse response, DataExports exports, Session session, TimeProvider clock, CancellationToken ct)
    {
        var export = (await ExportView.ListAsync(session, user.UserId(), clock.GetUtcNow(), ct)).Find(e => e.ExportId == exportId);
        if (export is null)
            return PersonalDataErrors.NoSuchExport.ToProblem();
        if (export.ReadyAt is null)
            return PersonalDataErrors.NotReady.ToProblem();
        response.Headers.CacheControl = "no-store";
        return TypedResults.File(await exports.PackAsync(session, exportId, ct), "application/zip", $"my-data-{export.RequestedAt:yyyy-MM-dd}.zip");
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/exports/{exportId:guid}/archive", Handle)
        .RequireOwner()
        .RequireFreshLogin()
        .WithSummary("Fetch an archive of mine")
        .Produces(StatusCodes.Status200OK, contentType: "application/zip");
}
