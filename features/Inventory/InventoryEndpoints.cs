namespace Commerce.Inventory;

/// <summary>Every call of the inventory.</summary>
internal static class InventoryEndpoints
{
    public static void MapInventory(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Inventory");
        GetAvailability.Map(api);
        ListAvailability.Map(api);
        AdjustStock.Map(api);
        AdjustStockBatch.Map(api);
        TransferStock.Map(api);
        ListStock.Map(api);
        GetStock.Map(api);
        ListHolds.Map(api);
        SetLowStock.Map(api);
        ListMovements.Map(api);
        ListWarehouses.Map(api);
        SetWarehouse.Map(api);
    }
}
