using Commerce.Data;

namespace Commerce.Inventory;

/// <summary>How many of a SKU can be bought now. Read from the truth each time: an old answer would be a wrong one.</summary>
/// <param name="Warehouses">Where it lies; only for staff.</param>
internal sealed record Availability(string Sku, int Available, bool InStock, IReadOnlyList<WarehouseStock>? Warehouses)
{
    public static Availability None(string sku, bool detailed) => new(sku, 0, false, detailed ? [] : null);

    /// <summary>What is known of these SKUs; one without a stock row is left out.</summary>
    public static async Task<IReadOnlyList<Availability>> ReadAsync(
        Session session, IReadOnlyCollection<string> skus, bool detailed, CancellationToken ct)
    {
        var rows = await session.QueryAsync(
            "SELECT sku, warehouse, on_hand, reserved, version FROM stock WHERE sku = ANY ($1) ORDER BY sku, warehouse",
            row => (Sku: row.GetString(0), At: new WarehouseStock(
                row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(2) - row.GetInt32(3), row.GetInt64(4))),
            ct, [skus.ToArray()]);
        return
        [
            .. from row in rows
               group row.At by row.Sku into at
               let available = (int)Math.Min(at.Sum(w => (long)w.Available), int.MaxValue)
               select new Availability(at.Key, available, available > 0, detailed ? at.ToList() : null),
        ];
    }
}

/// <summary>What one warehouse has of a SKU.</summary>
/// <param name="Version">How often it moved; <c>expectedVersion</c> of an adjustment refers to it.</param>
internal sealed record WarehouseStock(string Warehouse, int OnHand, int Reserved, int Available, long Version);
