using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;

namespace Commerce.Ordering;

/// <summary>Staff see how far each read model is, what it could not take, and its last rebuild.</summary>
internal static class ListProjections
{
    public sealed record Response(IReadOnlyList<Item> Items);

    /// <param name="Kind"><c>inline</c>: written with the events, never behind; <c>asynchronous</c>: a moment later.</param>
    /// <param name="Generation">How often it was built.</param>
    /// <param name="Lag">Positions between what it shows and the newest event.</param>
    public sealed record Item(
        string Name, string Kind, int Version, int Generation, long Position, long Head, long Lag, DateTimeOffset? WaitingSince, long Poison, Guid? LastRebuildId);

    public static async Task<IResult> Handle(Session session, ProjectionBook book, CancellationToken ct) => TypedResults.Ok(new Response(
    [
        .. (await book.ListAsync(session, ct)).Select(p => new Item(
            p.Name, p.IsInline ? "inline" : "asynchronous", p.Version, p.Generation, p.Position, p.Head, Math.Max(0, p.Head - p.Position), p.WaitingSince,
            p.Poison, p.LastRebuild)),
    ]));

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/projections", Handle).RequirePermission(Permissions.ReadProjections)
            .WithSummary("Read models and how far they are")
            .Produces<Response>()
            .WithExample(null, Examples.Projections);
}
