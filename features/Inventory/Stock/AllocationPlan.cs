namespace Commerce.Inventory;

/// <summary>What one warehouse ships of a SKU.</summary>
internal readonly record struct Pick(string Sku, string Warehouse, int Quantity);

/// <summary>A line that cannot be met.</summary>
internal readonly record struct Shortage(string Sku, int Requested, int Available, bool IsKnown);

/// <summary>Which warehouses ship an order: all of it or none of it, in as few parcels as the priorities allow.</summary>
internal sealed record AllocationPlan(IReadOnlyList<Pick> Picks, IReadOnlyList<Shortage> Shortages)
{
    /// <param name="lines">One per SKU.</param>
    /// <param name="levelsOf">A SKU's stock in the order of warehouse priority.</param>
    public static AllocationPlan For(IReadOnlyList<StockLine> lines, Func<string, IReadOnlyList<StockLevel>> levelsOf)
    {
        var wanted = lines.Select(line => new Wanted(line, levelsOf(line.Sku))).ToList();
        var shortages = wanted.Where(w => w.Available < w.Line.Quantity).Select(w => w.Shortage()).ToList();
        if (shortages.Count > 0)
            return new([], shortages);

        return new(FromOneWarehouse(wanted) ?? [.. wanted.SelectMany(w => w.Pick())], []);
    }

    private static List<Pick>? FromOneWarehouse(List<Wanted> wanted)
    {
        if (wanted.Count == 0)
            return [];
        foreach (var candidate in wanted[0].Levels)
        {
            if (wanted.TrueForAll(w => w.IsCoveredBy(candidate.Warehouse)))
                return wanted.ConvertAll(w => new Pick(w.Line.Sku, candidate.Warehouse, w.Line.Quantity));
        }

        return null;
    }

    private readonly record struct Wanted(StockLine Line, IReadOnlyList<StockLevel> Levels)
    {
        public long Available => Levels.Sum(level => (long)level.Available);

        public bool IsCoveredBy(string warehouse)
        {
            foreach (var level in Levels)
            {
                if (level.Warehouse == warehouse)
                    return level.Available >= Line.Quantity;
            }

            return false;
        }

        public Shortage Shortage() => new(Line.Sku, Line.Quantity, (int)Available, Levels.Count > 0);

        // A line is split only when no warehouse has all of it.
        public List<Pick> Pick()
        {
            var missing = Line.Quantity;
            foreach (var level in Levels)
            {
                if (level.Available >= Line.Quantity)
                    return [new(Line.Sku, level.Warehouse, Line.Quantity)];
            }

            var picks = new List<Pick>();
            foreach (var level in Levels.Where(l => l.Available > 0))
            {
                var quantity = Math.Min(missing, level.Available);
                picks.Add(new(Line.Sku, level.Warehouse, quantity));
                missing -= quantity;
                if (missing == 0)
                    break;
            }

            return picks;
        }
    }
}
