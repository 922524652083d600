namespace Commerce.AdminUi;

/// <summary>What the list of stock can be asked, for the page and for its export.</summary>
internal static class StockList
{
    public static readonly ListSchema Schema = new(
        ["q", "warehouse", "low"], ["sku", "-sku", "available", "-available", "onHand", "-onHand"], ["sku", "name", "warehouse", "available", "state", "onHand", "reserved", "lowAt"]);

    public static readonly CsvExport<StockClient, StockLevel> Export = new("stock", StaffPermissions.ReadInventory, Schema, ReadAsync,
    [
        new("sku", row => row.Sku),
        new("name", row => row.Name),
        new("warehouse", row => row.Warehouse),
        new("available", row => row.Available),
        new("on_hand", row => row.OnHand),
        new("reserved", row => row.Reserved),
        new("low_at", row => row.LowAt),
        new("is_low", row => row.IsLow),
        new("product", row => row.ProductId),
    ]);

    public static async Task<Page<StockLevel>> ReadAsync(StockClient stock, ListState state, PersonFormat format, int limit, CancellationToken ct)
    {
        try
        {
            return await stock.ListAsync(new(state.Filter("q"), state.Filter("warehouse"), state.Filter("low") == "true"), state.Sort, state.Cursor, limit, ct);
        }
        catch (GatewayException e) when (e.Problem.Fields.Any(f => f.IsAbout("warehouse")))
        {
            return new([], null); // a place that there is not has nothing
        }
    }
}
