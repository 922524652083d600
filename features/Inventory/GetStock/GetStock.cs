using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Staff ask why a SKU's numbers are what they are: what came and went per warehouse, and how much orders hold of the rest.</summary>
internal static class GetStock
{
    /// <param name="ProductId">The product that was last published with this SKU.</param>
    public sealed record Response(
        string Sku, string? Name, Guid? ProductId, long OnHand, long Reserved, long Available, IReadOnlyList<Place> Warehouses);

    /// <param name="Made">What makes <paramref name="OnHand"/>: the sum of each reason's movements.</param>
    /// <param name="Holds">How many orders make <paramref name="Reserved"/>.</param>
    public sealed record Place(
        string Warehouse, int OnHand, int Reserved, int Available, int LowAt, bool IsLow, long Version, long Holds, IReadOnlyList<Part> Made);

    /// <summary>All movements of one reason.</summary>
    public sealed record Part(string Reason, long Delta, long Count);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string sku, Session session, CancellationToken ct)
    {
        if (!Sku.IsValid(sku))
            return InventoryErrors.UnknownSku(sku).ToProblem();
        // One snapshot, so that the parts add up to the whole while orders come and go.
        await session.BeginAsync(ct);
        session.Write("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        await session.FlushAsync(ct);
        var rows = await RowsAsync(session, sku, ct);
        if (rows.Count == 0)
            return InventoryErrors.UnknownSku(sku).ToProblem();
        var parts = (await PartsAsync(session, sku, ct)).ToLookup(p => p.Warehouse, p => p.Part);
        var holds = await HoldsAsync(session, sku, ct);

        return TypedResults.Ok(new Response(
            sku, rows[0].Name, rows[0].ProductId, rows.Sum(r => (long)r.OnHand), rows.Sum(r => (long)r.Reserved), rows.Sum(r => (long)r.Available),
            [.. rows.Select(r => new Place(
                r.Warehouse, r.OnHand, r.Reserved, r.Available, r.LowAt, r.IsLow, r.Version, holds.GetValueOrDefault(r.Warehouse), [.. parts[r.Warehouse]]))]));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/stock/{sku}", Handle)
        .WithName(nameof(GetStock))
        .RequirePermission(Permissions.Read)
        .WithExample(null, new Response(
            "LAMP-OAK", "Floor lamp, oak", StockRow.Example.ProductId, 52, 5, 47,
            [new("BER", 52, 5, 47, 10, false, 7, 2, [new("receipt", 80, 2), new("sale", -27, 4), new("damage", -1, 1)])]));

    private static Task<List<StockRow>> RowsAsync(Session session, string sku, CancellationToken ct) => session.QueryAsync(
        $"""
        SELECT {StockRow.Columns} FROM stock s JOIN warehouses w ON w.code = s.warehouse LEFT JOIN sku_names n USING (sku)
        WHERE s.sku = $1 ORDER BY w.priority, w.code
        """,
        StockRow.Read, ct, sku);

    private static Task<List<(string Warehouse, Part Part)>> PartsAsync(Session session, string sku, CancellationToken ct) => session.QueryAsync(
        "SELECT warehouse, reason, sum(delta), count(*) FROM movements WHERE sku = $1 GROUP BY warehouse, reason ORDER BY warehouse, min(id)",
        row => (row.GetString(0), new Part(row.GetString(1), row.GetInt64(2), row.GetInt64(3))),
        ct, sku);

    private static async Task<Dictionary<string, long>> HoldsAsync(Session session, string sku, CancellationToken ct) => (await session.QueryAsync(
        """
        SELECT a.warehouse, count(*) FROM allocations a JOIN reservations r USING (order_id)
        WHERE a.sku = $1 AND a.shipped < a.quantity AND r.status IN ('held', 'confirmed') GROUP BY a.warehouse
        """,
        row => (Warehouse: row.GetString(0), Count: row.GetInt64(1)), ct, sku)).ToDictionary(h => h.Warehouse, h => h.Count);
}
