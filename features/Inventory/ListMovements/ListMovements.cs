using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Staff read the ledger of a SKU, newest first: every change of what was on hand, why, and who or what made it.</summary>
internal static class ListMovements
{
    /// <param name="Version">Counts the movements of this SKU in this warehouse.</param>
    /// <param name="OnHand">What was on hand after it.</param>
    /// <param name="OrderId">The order that was sent, where it was a sale.</param>
    /// <param name="Note">Why, in the words of whoever did it.</param>
    /// <param name="Actor">The user who did it, or <c>system</c>.</param>
    public sealed record Item(
        string Warehouse, long Version, int Delta, int OnHand, string Reason, string Reference, string Actor, string? Note, Guid? OrderId,
        DateTimeOffset RecordedAt);

    public static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        string sku, string? warehouse, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        if (!Sku.IsValid(sku))
            return InventoryErrors.UnknownSku(sku).ToProblem();
        if (warehouse is not null && await Warehouse.FindAsync(session, warehouse, ct) is null)
            return InventoryErrors.UnknownWarehouse(warehouse, "warehouse").ToProblem();
        var listing = $"movements:{sku}:{warehouse}";
        var asked = PageRequest.Read(listing, cursor, limit, Limit.Staff);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var rows = await ReadAsync(session, sku, warehouse, asked.Value.After?.Number(0) ?? long.MaxValue, asked.Value.Rows, ct);
        if (rows.Count == 0 && asked.Value.After is null && warehouse is null)
            return InventoryErrors.UnknownSku(sku).ToProblem();
        var page = asked.Value.PageOf(rows, row => [row.Id]);
        return TypedResults.Ok(new Page<Item>([.. page.Items.Select(row => row.Item)], page.NextCursor));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/inventory/{sku}/movements", Handle)
        .WithName(nameof(ListMovements))
        .RequirePermission(Permissions.Read)
        .WithExample(null, new Page<Item>(
            [new("BER", 7, 40, 52, "receipt", "delivery 2291", "019a2b6c-0000-7000-8000-000000000002", null, null,
                DateTimeOffset.UnixEpoch.AddDays(20_500))], null));

    private static Task<List<(long Id, Item Item)>> ReadAsync(
        Session session, string sku, string? warehouse, long before, int limit, CancellationToken ct) => session.QueryAsync(
        """
        SELECT id, warehouse, version, delta, on_hand, reason, reference, actor, note,
               CASE WHEN reason = 'sale' THEN (SELECT s.order_id FROM shipments s WHERE s.shipment_id = m.reference::uuid) END, recorded_at
        FROM movements m WHERE sku = $1 AND id < $2 AND ($3::text IS NULL OR warehouse = $3) ORDER BY id DESC LIMIT $4
        """,
        row => (row.GetInt64(0), new Item(
            row.GetString(1), row.GetInt64(2), row.GetInt32(3), row.GetInt32(4), row.GetString(5), row.GetString(6), row.GetString(7),
            row.IsDBNull(8) ? null : row.GetString(8), row.IsDBNull(9) ? null : row.GetGuid(9), row.GetFieldValue<DateTimeOffset>(10))),
        ct, sku, before, warehouse, limit);
}
