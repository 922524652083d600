using System.Text.Json;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Staff see what was done to many products at once, the latest first, and until when it can be undone.</summary>
internal static class ListChanges
{
    private const string Listing = "catalog-changes";

    /// <param name="Products">How many it changed.</param>
    public sealed record Item(Guid Id, BulkWish Change, string Actor, int Products, DateTimeOffset DoneAt, DateTimeOffset UndoUntil, DateTimeOffset? UndoneAt);

    public static async Task<IResult> Handle(string? cursor, int? limit, Session session, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit, Limit.Staff);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var rows = await session.QueryAsync(
            """
            SELECT c.id, c.wish::text, c.actor, (SELECT count(*) FROM bulk_change_items i WHERE i.change_id = c.id)::int, c.done_at, c.undo_until, c.undone_at
            FROM bulk_changes c WHERE $1::timestamptz IS NULL OR (c.done_at, c.id) < ($1, $2) ORDER BY c.done_at DESC, c.id DESC LIMIT $3
            """,
            row => new Item(
                row.GetGuid(0), JsonSerializer.Deserialize(row.GetString(1), CatalogJson.Compact.BulkWish)!, row.GetString(2), row.GetInt32(3),
                row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6)),
            ct, asked.Value.After?.Time(0), asked.Value.After?.Id(1) ?? Guid.Empty, asked.Value.Rows);
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.DoneAt, last.Id]));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/catalog/changes", Handle)
        .RequirePermission(CatalogPermissions.Read)
        .Produces<Page<Item>>()
        .WithExample(null, new Page<Item>(
            [
                new(Guid.Parse("019a2b6c-0000-7000-8000-000000000009"), BulkWish.Example, "019a2b6c-0000-7000-8000-000000000002", 1,
                    Examples.Product.CreatedAt, Examples.Product.CreatedAt.AddMinutes(10), null),
            ],
            null));
}
