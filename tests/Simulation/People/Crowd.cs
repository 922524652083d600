using Commerce.Inventory;
using Commerce.Ordering;

namespace Commerce.Simulation;

/// <summary>Who does what in a world that follows from its seed.</summary>
internal sealed class Crowd
{
    private const string Currency = "EUR";
    private readonly World _world;
    private readonly Dice _dice;
    private int _carts;

    public Crowd(World world) => (_world, _dice) = (world, Dice.For(world.Settings.Seed, "crowd"));

    /// <summary>Fills the shelves, scarcely.</summary>
    public void Open()
    {
        for (var w = 0; w < _world.Settings.Warehouses; w++)
        {
            for (var s = 0; s < _world.Settings.Skus; s++)
                Stock($"SKU{s + 1}", $"W{w + 1}", w, _dice.Between(0, 4));
        }
    }

    /// <summary>Everybody who comes in one round.</summary>
    public void Come()
    {
        for (var i = 0; i < _world.Settings.Shoppers; i++)
            Shop(_dice.Between(TimeSpan.Zero, TimeSpan.FromMinutes(_dice.Percent(70) ? 1 : 20)));
        for (var i = 0; i < _dice.Next(_world.Settings.Adjustments + 1); i++)
            _world.Agenda.In(_dice.Between(TimeSpan.Zero, TimeSpan.FromMinutes(25)), Adjust);
        _world.Faults.Plan(_world.Services);
    }

    /// <summary>Puts stock on a shelf as the first movement of its ledger.</summary>
    public void Stock(string sku, string warehouse, int priority, int quantity)
    {
        var level = new StockLevel(sku, warehouse, priority, quantity, 0, quantity > 0 ? 1 : 0);
        _world.Inventory.Stock.Set((sku, warehouse), level);
        if (quantity > 0)
            _world.Inventory.Movements.Add(new Movement(sku, warehouse, 1, quantity, quantity, "receipt", "first", "clerk"));
        _world.Trace.Add($"{quantity} of {sku} in {warehouse}");
    }

    /// <summary>A cart with these lines, open.</summary>
    public Guid Cart(params IEnumerable<CartLine> lines)
    {
        var cart = new Cart(_world.Ids.NewId(), null, Currency, CartStatus.Open, null, 1, [.. lines]);
        _world.Ordering.Carts.Set(cart.Id, cart);
        _world.Trace.Name(cart.Id, $"{++_carts}");
        return cart.Id;
    }

    public static CartLine Line(string sku, int quantity) => new(sku, sku, quantity, 1000);

    public Shopper Shopper(Guid cartId, string card) => new(_world, _dice, cartId, card);

    private void Shop(TimeSpan delay)
    {
        var lines = Enumerable.Range(1, _world.Settings.Skus).Where(_ => _dice.Percent(60)).DefaultIfEmpty(1).Select(s => Line($"SKU{s}", _dice.Between(1, 3)));
        var cart = Cart([.. lines]);
        var card = _dice.Next(10) switch { 0 => Card.Declined, 9 => Card.Expiring, < 5 => Card.Challenged, _ => Card.Approved };
        var shopper = Shopper(cart, card);
        List<Guid> orders = [shopper.BuysAfter(delay)];
        if (_dice.Percent(_world.Settings.SecondTabs))
            orders.Add(shopper.BuysAfter(delay + _dice.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(50))));
        if (_dice.Percent(_world.Settings.SecondTabs))
            ChangeLine(cart, delay + _dice.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(50)));
        foreach (var order in orders)
        {
            if (card == Card.Challenged && _dice.Percent(85))
                shopper.MeetsTheBank(order, delay + _dice.Between(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(_dice.Percent(60) ? 2 : 30)), _dice.Percent(80), _dice.Percent(60));
            if (_dice.Percent(_world.Settings.Cancellations))
                shopper.CancelsAfter(order, delay + _dice.Between(TimeSpan.Zero, _dice.Percent(70) ? TimeSpan.FromSeconds(5) : TimeSpan.FromMinutes(20)));
        }
    }

    private void ChangeLine(Guid cart, TimeSpan delay)
    {
        var line = Line("SKU1", _dice.Between(1, 3));
        _world.Agenda.In(delay, () =>
        {
            if (_world.Ordering.AnyReplica() is { } replica)
                replica.Run(_world.Ordering.SetLine(replica, cart, line));
        });
    }

    private void Adjust()
    {
        var (sku, warehouse) = ($"SKU{_dice.Between(1, _world.Settings.Skus)}", $"W{_dice.Between(1, _world.Settings.Warehouses)}");
        var delta = _dice.Percent(50) ? _dice.Between(1, 3) : -_dice.Between(1, 2);
        var adjustment = new Adjustment(sku, warehouse, delta > 0 ? "receipt" : "correction", delta, null, null, "count", "clerk");
        if (_world.Inventory.AnyReplica() is { } replica)
            replica.Run(_world.Inventory.Adjust(replica, adjustment));
    }
}
