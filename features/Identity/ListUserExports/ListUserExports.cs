using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff see which archives of somebody can be fetched or are being prepared, whoever asked for them.</summary>
internal static class ListUserExports
{
    public sealed record Response(IReadOnlyList<ExportView> Items);

    public static async Task<IResult> Handle(Guid userId, Session session, TimeProvider clock, CancellationToken ct) =>
        await Mailbox.OfAsync(session, userId, ct) is null
            ? AccountErrors.UserNotFound.ToProblem()
            : TypedResults.Ok(new Response(await ExportView.ListAsync(session, userId, clock.GetUtcNow(), ct)));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/{userId:guid}/exports", Handle)
        .RequirePermission(Permissions.ExportCustomers)
        .WithSummary("Somebody's archives, the newest first")
        .Produces<Response>()
        .WithExample(null, new Response([ExportView.Example]));
}
