using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Staff see which orders hold a SKU, the oldest first: what they hold together is what is reserved.</summary>
internal static class ListHolds
{
    /// <param name="Quantity">What is still held; what has left is not in it.</param>
    /// <param name="Status"><c>held</c> until it expires, or <c>confirmed</c> until it ships.</param>
    public sealed record Item(Guid OrderId, string Warehouse, int Quantity, string Status, DateTimeOffset? ExpiresAt, DateTimeOffset DecidedAt);

    public static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        string sku, string? warehouse, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        if (!Sku.IsValid(sku))
            return InventoryErrors.UnknownSku(sku).ToProblem();
        if (warehouse is not null && await Warehouse.FindAsync(session, warehouse, ct) is null)
            return InventoryErrors.UnknownWarehouse(warehouse, "warehouse").ToProblem();
        var listing = $"holds:{sku}:{warehouse}";
        var asked = PageRequest.Read(listing, cursor, limit, Limit.Staff);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var rows = await ReadAsync(
            session, sku, warehouse, asked.Value.After?.Id(0) ?? Guid.Empty, asked.Value.After?.Text(1) ?? "", asked.Value.Rows, ct);
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.OrderId, last.Warehouse]));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/stock/{sku}/holds", Handle)
        .WithName(nameof(ListHolds))
        .RequirePermission(Permissions.Read)
        .WithExample(null, new Page<Item>(
            [new(Guid.Parse("019a2b6c-0000-7000-8000-000000000003"), "BER", 3, "confirmed", null, DateTimeOffset.UnixEpoch.AddDays(20_500))], null));

    private static Task<List<Item>> ReadAsync(
        Session session, string sku, string? warehouse, Guid order, string place, int limit, CancellationToken ct) => session.QueryAsync(
        """
        SELECT a.order_id, a.warehouse, a.quantity - a.shipped, r.status, r.expires_at, r.decided_at
        FROM allocations a JOIN reservations r USING (order_id)
        WHERE a.sku = $1 AND a.shipped < a.quantity AND r.status IN ('held', 'confirmed')
          AND ($2::text IS NULL OR a.warehouse = $2) AND (a.order_id, a.warehouse) > ($3, $4)
        ORDER BY a.order_id, a.warehouse LIMIT $5
        """,
        row => new Item(
            row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5)),
        ct, sku, warehouse, order, place, limit);
}
