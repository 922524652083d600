namespace Commerce.Inventory;

/// <summary>One change of what a warehouse has on hand, as the ledger keeps it.</summary>
internal sealed record Movement(
    string Sku, string Warehouse, long Version, int Delta, int OnHand, string Reason, string Reference, string Actor, string? Note = null)
{
    public const string NoteForm = @"\A[^\p{C}]{1,200}\z";
    public const string NoteRule = "Must be 1 to 200 characters on one line.";
}

/// <summary>
/// The stock rows that a batch of decisions needs, locked for its transaction. Decisions are taken on it in memory, one after the
/// other, each seeing what the ones before it left; what changed is written back in one go.
/// </summary>
internal sealed partial class StockSheet
{
    private readonly Dictionary<string, StockLevel[]> _levels;
    private readonly Dictionary<(string Sku, string Warehouse), StockLevel> _before = [];
    private readonly List<Movement> _movements = [];

    public StockSheet(IEnumerable<StockLevel> levels) =>
        _levels = levels.GroupBy(level => level.Sku, StringComparer.Ordinal).ToDictionary(
            ofSku => ofSku.Key,
            ofSku => ofSku.OrderBy(level => level.Priority).ThenBy(level => level.Warehouse, StringComparer.Ordinal).ToArray(),
            StringComparer.Ordinal);

    public IReadOnlyList<Movement> Movements => _movements;

    /// <summary>A SKU's stock in the order of warehouse priority; empty when the SKU is unknown.</summary>
    public IReadOnlyList<StockLevel> LevelsOf(string sku) => _levels.GetValueOrDefault(sku, []);

    public StockLevel? Find(string sku, string warehouse) => Array.Find(_levels.GetValueOrDefault(sku, []), l => l.Warehouse == warehouse);

    /// <summary>Holds every line or none.</summary>
    public AllocationPlan Hold(IReadOnlyList<StockLine> lines)
    {
        var plan = AllocationPlan.For(lines, LevelsOf);
        foreach (var pick in plan.Picks)
            Replace(Row(pick.Sku, pick.Warehouse).Hold(pick.Quantity));
        return plan;
    }

    public void GiveBack(Pick pick) => Replace(Row(pick.Sku, pick.Warehouse).GiveBack(pick.Quantity));

    /// <summary>Held stock leaves the warehouse.</summary>
    public void Ship(Pick pick, Guid shipmentId, string actor)
    {
        GiveBack(pick);
        Move(pick.Sku, pick.Warehouse, -pick.Quantity, MovementReason.Sale, shipmentId.ToString(), actor);
    }

    /// <summary>Changes what is on hand and notes it in the ledger.</summary>
    public Movement Move(string sku, string warehouse, int delta, string reason, string reference, string actor, string? note = null)
    {
        var after = Row(sku, warehouse).Move(delta);
        Replace(after);
        var movement = new Movement(sku, warehouse, after.Version, delta, after.OnHand, reason, reference, actor, note);
        _movements.Add(movement);
        return movement;
    }

    private StockLevel Row(string sku, string warehouse) =>
        Find(sku, warehouse) ?? throw new InvalidOperationException($"No stock row of {sku} in {warehouse}.");

    private void Replace(StockLevel after)
    {
        var levels = _levels[after.Sku];
        var at = Array.FindIndex(levels, level => level.Warehouse == after.Warehouse);
        _before.TryAdd((after.Sku, after.Warehouse), levels[at]);
        levels[at] = after;
    }
}
