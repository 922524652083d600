using Commerce.Data;
using Commerce.Defaults;
using Commerce.EventStore;

namespace Commerce.Ordering;

/// <summary>Staff see the events that a read model had to do without, and why.</summary>
internal static class ListPoisonEvents
{
    public sealed record Item(long Position, Guid StreamId, int Version, string Event, string Error, DateTimeOffset FoundAt);

    public static async Task<IResult> Handle(string name, int? limit, string? cursor, Session session, ProjectionBook book, CancellationToken ct)
    {
        if (book.Find(name) is not { } projection)
            return OrderErrors.NoSuchProjection.ToProblem();
        var size = Limit.Read(limit, Limit.Staff);
        if (size.Error is { } outOfRange)
            return outOfRange.ToProblem();
        var listing = $"poison:{projection.Name}";
        if (!Cursor.TryDecode(cursor, listing, out var after))
            return RequestErrors.InvalidCursor.ToProblem();
        var found = await ProjectionBook.PoisonAsync(session, projection.Name, after.IsStart ? 0 : after.Number(0), size.Value + 1, ct);
        Item[] rows = [.. found.Select(p => new Item(p.Position, p.StreamId, p.Version, p.Type, p.Error, p.FoundAt))];
        return TypedResults.Ok(Page.Of(rows, size.Value, last => Cursor.Encode(listing, last.Position)));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/projections/{name}/poison", Handle).RequirePermission(Permissions.ReadProjections)
            .WithSummary("Events that a read model could not take")
            .WithDescription("It went on without them. Once the code can take them, a rebuild brings them in.")
            .Produces<Page<Item>>()
            .WithExample(null, Examples.Poison);
}
