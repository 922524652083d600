namespace Commerce.Inventory;

/// <summary>What one warehouse has of a SKU.</summary>
/// <param name="Priority">The warehouse's place in the allocation order, lowest first.</param>
/// <param name="Version">How many movements made this level.</param>
internal sealed record StockLevel(string Sku, string Warehouse, int Priority, int OnHand, int Reserved, long Version)
{
    public const int MaxOnHand = 1_000_000_000;

    public int Available => OnHand - Reserved;

    public WarehouseStock ToStock() => new(Warehouse, OnHand, Reserved, Available, Version);

    public StockLevel Hold(int quantity) =>
        quantity >= 0 && quantity <= Available ? this with { Reserved = Reserved + quantity } : throw Impossible("hold", quantity);

    public StockLevel GiveBack(int quantity) =>
        quantity >= 0 && quantity <= Reserved ? this with { Reserved = Reserved - quantity } : throw Impossible("give back", quantity);

    public StockLevel Move(int delta) =>
        OnHand + delta >= Reserved && OnHand <= MaxOnHand - delta
            ? this with { OnHand = OnHand + delta, Version = Version + 1 }
            : throw Impossible("move", delta);

    private InvalidOperationException Impossible(string what, int quantity) => new($"Cannot {what} {quantity} of {this}.");
}
