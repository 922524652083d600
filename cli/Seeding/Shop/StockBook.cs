using Commerce.Sample;

namespace Commerce.Seeding;

/// <summary>One change of what is on hand.</summary>
internal sealed record StockMove(int Good, int Warehouse, int Version, int Delta, int OnHand);

/// <summary>What lies in which warehouse while the years go by. A warehouse orders more when an order would find too little.</summary>
internal sealed class StockBook(int goods)
{
    private const int Warehouses = 3;
    private readonly int[] _onHand = new int[goods * Warehouses];
    private readonly int[] _reserved = new int[goods * Warehouses];
    private readonly int[] _versions = new int[goods * Warehouses];

    public int OnHand(int good, int warehouse) => _onHand[At(good, warehouse)];

    public int Reserved(int good, int warehouse) => _reserved[At(good, warehouse)];

    public int Version(int good, int warehouse) => _versions[At(good, warehouse)];

    public StockMove Move(int good, int warehouse, int delta)
    {
        var at = At(good, warehouse);
        _onHand[at] += delta;
        return new(good, warehouse, ++_versions[at], delta, _onHand[at]);
    }

    /// <summary>Holds it, after a delivery if need be.</summary>
    public StockMove? Hold(Pick pick, Dice dice)
    {
        var at = At(pick.Good, pick.Warehouse);
        var missing = _reserved[at] + pick.Quantity - _onHand[at];
        var delivery = missing > 0 ? Move(pick.Good, pick.Warehouse, missing + 10 + dice.Below(90)) : null;
        _reserved[at] += pick.Quantity;
        return delivery;
    }

    public void GiveBack(Pick pick) => _reserved[At(pick.Good, pick.Warehouse)] -= pick.Quantity;

    private static int At(int good, int warehouse) => (good * Warehouses) + warehouse;
}
