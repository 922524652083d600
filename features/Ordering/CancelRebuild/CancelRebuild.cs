using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;

namespace Commerce.Ordering;

/// <summary>Staff call off a rebuild that has not come to its end; who did stays in its row.</summary>
internal static class CancelRebuild
{
    public static async Task<IResult> Handle(string name, Guid rebuildId, Session session, ProjectionBook book, CancellationToken ct)
    {
        if (book.Find(name) is not { } projection || await ProjectionBook.FindRebuildAsync(session, projection.Name, rebuildId, ct) is null)
            return OrderErrors.NoSuchRebuild.ToProblem();
        ProjectionBook.CancelRebuild(session, rebuildId, session.Context.UserId!);
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapDelete("/api/v1/projections/{name}/rebuilds/{rebuildId:guid}", Handle).RequirePermission(Permissions.RebuildProjections)
            .WithSummary("Call a rebuild off")
            .WithDescription("The live read model is as it was. A rebuild that has ended cannot be called off (409).")
            .Produces(StatusCodes.Status204NoContent);
}
