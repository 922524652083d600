using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Somebody wants everything that is known about them, from every context, in one archive (GDPR, articles 15 and 20).</summary>
internal static class RequestExport
{
    public static async Task<IResult> Handle(ClaimsPrincipal user, DataExports exports, Session session, TimeProvider clock, CancellationToken ct)
    {
        var id = await exports.RequestAsync(session, user.UserId(), ct);
        await session.FlushAsync(ct);
        var export = (await ExportView.ListAsync(session, user.UserId(), clock.GetUtcNow(), ct)).First(e => e.ExportId == id);
        return await session.AnswerAsync(Answer.Accepted($"/api/v1/users/me/exports/{id}/archive", export), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/exports", Handle)
        .Idempotent()
        .RequireOwner()
        .WithSummary("Ask for everything about me")
        .WithDescription("Mostly ready within seconds. While one is being prepared, asking again answers with that one.")
        .Produces<ExportView>(StatusCodes.Status202Accepted)
        .WithExample(null, ExportView.Example with { Status = "preparing", ReadyAt = null }, StatusCodes.Status202Accepted);
}
