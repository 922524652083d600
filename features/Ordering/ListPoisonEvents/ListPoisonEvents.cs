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
        var listing = $"poison:{projection.Name}";
        var asked = PageRequest.Read(listing, cursor, limit, Limit.Staff);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();
        var found = await ProjectionBook.PoisonAsync(session, projection.Name, asked.Value.After?.Number(0) ?? 0, asked.Value.Rows, ct);
        Item[] rows = [.. found.Select(p => new Item(p.Position, p.StreamId, p.Version, p.Type, p.Error, p.FoundAt))];
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.Position]));
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/projections/{name}/poison", Handle).RequirePermission(Permissions.ReadProjections)
            .WithSummary("Events that a read model could not take")
            .WithDescription("It went on without them. Once the code can take them, a rebuild brings them in.")
            .Produces<Page<Item>>()
            .WithExample(null, Examples.Poison);
}
