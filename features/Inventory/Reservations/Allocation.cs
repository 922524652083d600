namespace Commerce.Inventory;

/// <summary>The part of an order that one warehouse holds of a SKU, and how much of it already left.</summary>
internal sealed record Allocation(string Sku, string Warehouse, int Quantity, int Shipped = 0)
{
    public int Remaining => Quantity - Shipped;

    public Pick Rest => new(Sku, Warehouse, Remaining);
}
