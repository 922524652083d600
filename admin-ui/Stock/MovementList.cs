namespace Commerce.AdminUi;

/// <summary>What a SKU's ledger in a warehouse can be asked, for its export.</summary>
internal static class MovementList
{
    public static readonly ListSchema Schema = new(["sku", "warehouse"], ["-recordedAt"], []);

    public static readonly CsvExport<StockClient, StockMovement> Export = new("movements", StaffPermissions.ReadInventory, Schema, ReadAsync,
    [
        new("recorded", row => row.RecordedAt),
        new("warehouse", row => row.Warehouse),
        new("delta", row => row.Delta),
        new("on_hand", row => row.OnHand),
        new("reason", row => row.Reason),
        new("order", row => row.OrderId),
        new("reference", row => row.Reference),
        new("actor", row => row.Actor),
        new("note", row => row.Note),
    ]);

    public static string Address(string sku, string warehouse) => ApiPath.Of(Export.Path, ("sku", sku), ("warehouse", warehouse));

    private static Task<Page<StockMovement>> ReadAsync(StockClient stock, ListState state, PersonFormat format, int limit, CancellationToken ct) =>
        stock.MovementsAsync(state.Filter("sku") ?? "-", state.Filter("warehouse"), state.Cursor, limit, ct);
}
