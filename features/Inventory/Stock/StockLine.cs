namespace Commerce.Inventory;

/// <summary>How many of a SKU are wanted.</summary>
internal readonly record struct StockLine(string Sku, int Quantity)
{
    /// <summary>One line per SKU, in a fixed order.</summary>
    /// <exception cref="ArgumentException">A quantity is not positive, or a sum is beyond any stock.</exception>
    public static IReadOnlyList<StockLine> Merge(IEnumerable<StockLine> lines)
    {
        var totals = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (sku, quantity) in lines)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);
            totals[sku] = totals.GetValueOrDefault(sku) + quantity;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(totals[sku], StockLevel.MaxOnHand, nameof(lines));
        }

        return [.. totals.Select(t => new StockLine(t.Key, (int)t.Value))];
    }
}
