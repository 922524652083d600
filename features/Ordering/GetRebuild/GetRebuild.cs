using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;

namespace Commerce.Ordering;

/// <summary>Staff watch a rebuild, or look up who wanted it and why.</summary>
internal static class GetRebuild
{
    public static async Task<IResult> Handle(string name, Guid rebuildId, Session session, ProjectionBook book, CancellationToken ct) =>
        book.Find(name) is { } projection && await ProjectionBook.FindRebuildAsync(session, projection.Name, rebuildId, ct) is { } rebuild
            ? TypedResults.Ok(rebuild)
            : OrderErrors.NoSuchRebuild.ToProblem();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/projections/{name}/rebuilds/{rebuildId:guid}", Handle).RequirePermission(Permissions.ReadProjections)
            .WithSummary("A rebuild and how far it is")
            .WithDescription("`requested`, `building`, then `swapped`; `failed` when it was given up, `cancelled` when staff called it off. `position` of `head` tells the progress.")
            .Produces<Rebuild>()
            .WithExample(null, Examples.Rebuild);
}
