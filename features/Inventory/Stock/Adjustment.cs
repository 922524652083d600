using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Inventory;

/// <summary>A change of what is on hand that a person decides on: by so many, or to what was counted.</summary>
/// <param name="ExpectedVersion">The version that the counting person saw; a movement since then refuses the count.</param>
internal sealed record Adjustment(
    string Sku, string Warehouse, string Reason, int? Delta, int? SetTo, long? ExpectedVersion, string Reference, string Actor, string? Note = null)
{
    public const int MaxQuantity = 1_000_000;

    /// <summary>Locks what adjustments need, making rows for what a warehouse never had before, and tells which warehouses there are.</summary>
    public static async Task<(StockSheet Stock, IReadOnlySet<string> Warehouses)> LockAsync(
        Session session, IReadOnlyCollection<Adjustment> adjustments, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var all = await Commerce.Inventory.Warehouse.AllAsync(session, ct);
        var warehouses = all.Select(w => w.Code).ToHashSet(StringComparer.Ordinal);
        var arriving = adjustments.Where(a => warehouses.Contains(a.Warehouse) && (a.Delta > 0 || a.SetTo > 0));
        await StockSheet.AddRowsAsync(session, arriving.Select(a => (a.Sku, a.Warehouse)), ct);
        return (await StockSheet.LockAsync(session, adjustments.Select(a => a.Sku), ct), warehouses);
    }

    /// <summary>Decides on the locked stock and changes it there.</summary>
    public Result<StockLevel> Apply(StockSheet stock)
    {
        var level = stock.Find(Sku, Warehouse) ?? new StockLevel(Sku, Warehouse, 0, OnHand: 0, Reserved: 0, Version: 0);
        if (ExpectedVersion is { } expected && expected != level.Version)
            return InventoryErrors.VersionChanged(level, expected);

        var onHand = SetTo ?? level.OnHand + (long)(Delta ?? 0);
        if (onHand < level.Reserved)
            return InventoryErrors.BelowReserved(level, onHand);
        if (onHand > StockLevel.MaxOnHand)
            return InventoryErrors.AboveMaximum(level);
        if (onHand == level.OnHand)
            return level;

        stock.Move(Sku, Warehouse, (int)(onHand - level.OnHand), Reason, Reference, Actor, Note);
        return stock.Find(Sku, Warehouse)!;
    }
}
