using Commerce.Kernel;

namespace Commerce.Inventory;

/// <summary>Why the inventory refuses.</summary>
internal static class InventoryErrors
{
    public static Error UnknownSku(string sku) => new(404, "inventory.unknown_sku", $"There is no stock of '{sku}', nor a product of that id.");

    public static Error UnknownWarehouse(string code, string pointer) => new(422, "inventory.unknown_warehouse", $"There is no warehouse '{code}'.")
    {
        Fields = [new(pointer, "unknown", "Must be the code of a warehouse.")],
    };

    public static Error BelowReserved(StockLevel level, long onHand) => new(
        409, "inventory.below_reserved", $"{level.Sku} in {level.Warehouse} would have {onHand} on hand, but {level.Reserved} are reserved for orders.");

    public static Error AboveMaximum(StockLevel level) => new(
        409, "inventory.above_maximum", $"{level.Sku} in {level.Warehouse} would have more than {StockLevel.MaxOnHand} on hand.");

    public static Error VersionChanged(StockLevel level, long expected) => new(
        409, "inventory.version_changed",
        $"{level.Sku} in {level.Warehouse} is at version {level.Version}, not {expected}: something moved since you looked.");

    public static Error NotAvailable(StockLevel level, int quantity) => new(
        409, "inventory.not_available", $"{level.Available} of {level.Sku} are available in {level.Warehouse}, not {quantity}.");
}
