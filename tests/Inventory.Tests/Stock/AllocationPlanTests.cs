using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Inventory.Tests;

public sealed class AllocationPlanTests
{
    [Fact]
    public void For_WhenSeveralWarehousesHaveAll_TakesTheFirstByPriority() =>
        Assert.Equal(
            [new Pick("A", "EAST", 2), new Pick("B", "EAST", 1)],
            Plan([new("A", 2), new("B", 1)], Level("A", "WEST", 2, 9), Level("B", "WEST", 2, 9), Level("A", "EAST", 1, 2), Level("B", "EAST", 1, 1)).Picks);

    [Fact]
    public void For_WhenOnlyAFarWarehouseHasAll_PrefersItToTwoParcels() =>
        Assert.Equal(
            [new Pick("A", "WEST", 2), new Pick("B", "WEST", 1)],
            Plan([new("A", 2), new("B", 1)], Level("A", "EAST", 1, 2), Level("A", "WEST", 2, 2), Level("B", "WEST", 2, 1)).Picks);

    [Fact]
    public void For_WhenNoWarehouseHasAll_SplitsInPriorityOrder() =>
        Assert.Equal(
            [new Pick("A", "EAST", 3), new Pick("A", "WEST", 2)],
            Plan([new("A", 5)], Level("A", "WEST", 2, 4), Level("A", "EAST", 1, 3)).Picks);

    [Fact]
    public void For_WhenOneWarehouseHasAWholeLine_DoesNotSplitThatLine() =>
        Assert.Equal(
            [new Pick("A", "WEST", 2), new Pick("B", "EAST", 1)],
            Plan([new("A", 2), new("B", 1)], Level("A", "EAST", 1, 1), Level("A", "WEST", 2, 2), Level("B", "EAST", 1, 1)).Picks);

    [Fact]
    public void For_WhenOneLineIsShort_TakesNothingAndNamesEveryShortage()
    {
        var plan = Plan([new("A", 1), new("B", 5), new("C", 1)], Level("A", "EAST", 1, 9), Level("B", "EAST", 1, 2), Level("B", "WEST", 2, 2));

        Assert.Empty(plan.Picks);
        Assert.Equal([new Shortage("B", 5, 4, IsKnown: true), new Shortage("C", 1, 0, IsKnown: false)], plan.Shortages);
    }

    [Fact]
    public void For_WhenStockIsReserved_CountsOnlyWhatIsAvailable() =>
        Assert.Equal(
            [new Shortage("A", 2, 1, IsKnown: true)],
            Plan([new("A", 2)], new StockLevel("A", "EAST", 1, OnHand: 5, Reserved: 4, Version: 1)).Shortages);

    [Fact]
    public void For_AnyStockAndOrder_TakesAllOrNothingAndNeverMoreThanThereIs() => Check((stock, order) =>
    {
        var plan = AllocationPlan.For(order, LevelsOf(stock));
        var enough = order.All(line => stock.Where(l => l.Sku == line.Sku).Sum(l => l.Available) >= line.Quantity);
        return enough
            ? plan.Shortages.Count == 0
                && order.All(line => plan.Picks.Where(p => p.Sku == line.Sku).Sum(p => p.Quantity) == line.Quantity)
                && plan.Picks.All(p => p.Quantity > 0 && p.Quantity <= stock.Single(l => (l.Sku, l.Warehouse) == (p.Sku, p.Warehouse)).Available)
                && plan.Picks.Select(p => (p.Sku, p.Warehouse)).Distinct().Count() == plan.Picks.Count
            : plan.Picks.Count == 0 && plan.Shortages.Count > 0;
    });

    [Fact]
    public void For_AnyStockAndOrder_UsesOneWarehouseWheneverOneHasAll() => Check((stock, order) =>
    {
        var able = stock.OrderBy(l => l.Priority).Select(l => l.Warehouse).Distinct()
            .FirstOrDefault(w => order.All(line => stock.Any(l => l.Sku == line.Sku && l.Warehouse == w && l.Available >= line.Quantity)));
        var plan = AllocationPlan.For(order, LevelsOf(stock));
        return able is null || plan.Picks.All(p => p.Warehouse == able);
    });

    [Fact]
    public void For_AnyStockAndOrder_SplitsALineOnlyWhenNoWarehouseHasIt() => Check((stock, order) =>
        AllocationPlan.For(order, LevelsOf(stock)).Picks.GroupBy(p => p.Sku).Where(parts => parts.Count() > 1).All(parts =>
            stock.Where(l => l.Sku == parts.Key).All(l => l.Available < order.Single(line => line.Sku == parts.Key).Quantity)));

    [Fact]
    public void Hold_AnySequenceOfOrders_NeverHoldsMoreThanOnHand()
    {
        var orders = Order.ListOf().ToArbitrary();
        Prop.ForAll(Stock.ToArbitrary(), orders, (stock, wanted) =>
        {
            var sheet = new StockSheet(stock);
            var held = wanted.Select(sheet.Hold).SelectMany(plan => plan.Picks).GroupBy(p => (p.Sku, p.Warehouse)).ToList();
            return held.TrueForAll(h => h.Sum(p => p.Quantity) <= stock.Single(l => (l.Sku, l.Warehouse) == h.Key).Available)
                && stock.All(l => sheet.Find(l.Sku, l.Warehouse)!.Available >= 0);
        }).QuickCheckThrowOnFailure();
    }

    private static readonly string[] Skus = ["A", "B", "C", "D"];

    private static Gen<StockLevel[]> Stock =>
        from levels in Gen.CollectToArray(
            from sku in Skus from warehouse in Enumerable.Range(1, 3) select (sku, warehouse),
            at => from onHand in Gen.Choose(0, 12)
                  from reserved in Gen.Choose(0, onHand)
                  select new StockLevel(at.sku, $"W{at.warehouse}", at.warehouse, onHand, reserved, 1))
        from stocked in Gen.SubListOf(levels)
        select stocked.ToArray();

    private static Gen<StockLine[]> Order =>
        from skus in Gen.NonEmptyListOf(Gen.Elements(Skus))
        from lines in Gen.CollectToArray(skus.Distinct(), sku => from quantity in Gen.Choose(1, 15) select new StockLine(sku, quantity))
        select lines;

    private static void Check(Func<StockLevel[], StockLine[], bool> property) =>
        Prop.ForAll(Stock.ToArbitrary(), Order.ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static StockLevel Level(string sku, string warehouse, int priority, int onHand) => new(sku, warehouse, priority, onHand, 0, 1);

    private static Func<string, IReadOnlyList<StockLevel>> LevelsOf(IEnumerable<StockLevel> stock) => new StockSheet(stock).LevelsOf;

    private static AllocationPlan Plan(IReadOnlyList<StockLine> lines, params StockLevel[] stock) => AllocationPlan.For(lines, LevelsOf(stock));
}
