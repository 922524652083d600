using Commerce.Inventory;
using Commerce.Ordering;

namespace Commerce.Simulation;

/// <summary>Goods: never oversold, nothing held for nobody, and what orders were promised is what warehouses hold.</summary>
internal static class StockChecks
{
    private static readonly OrderStatus[] s_sold = [OrderStatus.Confirmed, OrderStatus.PartiallyShipped, OrderStatus.Shipped, OrderStatus.Completed];

    public static IEnumerable<string> Find(World world) => Shelves(world.Inventory).Concat(Orders(world));

    private static IEnumerable<string> Shelves(InventoryService inventory)
    {
        var parts = inventory.Reservations.Rows.SelectMany(r => r.Allocations.Select(a => (Reservation: r, Part: a))).ToArray();
        foreach (var level in inventory.Stock.Rows)
        {
            var name = $"{level.Sku} in {level.Warehouse}";
            var here = parts.Where(p => p.Part.Sku == level.Sku && p.Part.Warehouse == level.Warehouse).ToArray();
            var held = here.Where(p => p.Reservation.HoldsStock).Sum(p => p.Part.Remaining);
            if (level.OnHand < 0 || level.Reserved < 0 || held > level.OnHand || level.Reserved > level.OnHand)
                yield return $"{name}: oversold, {level.OnHand} on hand, {level.Reserved} reserved, {held} held for orders";
            if (held != level.Reserved)
                yield return $"{name}: {level.Reserved} reserved, {held} held for orders";

            var moves = inventory.Movements.Where(m => m.Sku == level.Sku && m.Warehouse == level.Warehouse).ToArray();
            if (moves.Sum(m => m.Delta) != level.OnHand || !moves.Select(m => m.Version).SequenceEqual(Enumerable.Range(1, moves.Length).Select(v => (long)v)))
                yield return $"{name}: {level.OnHand} on hand, its movements come to {moves.Sum(m => m.Delta)} in versions {string.Join(", ", moves.Select(m => m.Version))}";
            if (here.Sum(p => p.Part.Shipped) != -moves.Where(m => m.Reason == MovementReason.Sale).Sum(m => m.Delta))
                yield return $"{name}: {here.Sum(p => p.Part.Shipped)} shipped for orders, the ledger has another number";
        }
    }

    private static IEnumerable<string> Orders(World world)
    {
        foreach (var reservation in world.Inventory.Reservations.Rows)
        {
            var name = world.Trace.NameOf(reservation.OrderId);
            if (reservation.Status == ReservationStatus.Held)
                yield return $"{name}: its hold never ended";
            if (reservation.HoldsStock && (world.Ordering.Find(reservation.OrderId) is not { } order || !s_sold.Contains(order.Status)))
                yield return $"{name}: holds stock, but is {world.Ordering.Find(reservation.OrderId)?.Status.ToString() ?? "no order"}";
        }

        foreach (var order in world.Ordering.Streams.Entries.Select(e => world.Ordering.Find(e.Key)!).Where(o => s_sold.Contains(o.Status)))
        {
            var name = world.Trace.NameOf(order.Id);
            var reservation = world.Inventory.Reservations[order.Id];
            if (reservation?.Status is not (ReservationStatus.Confirmed or ReservationStatus.Shipped))
                yield return $"{name}: {order.Status}, but its reservation is {reservation?.Status.ToString() ?? "missing"}";
            else if (!Planned(order).SequenceEqual(Held(reservation)))
                yield return $"{name}: would ship {string.Join(", ", Planned(order))}, warehouses hold {string.Join(", ", Held(reservation))}";
        }
    }

    private static IEnumerable<(string Warehouse, string Sku, int Quantity, bool HasLeft)> Planned(Order order) =>
        order.Shipments.SelectMany(s => s.Lines.Select(l => (s.Warehouse, l.Sku, l.Quantity, s.IsDispatched))).Order();

    private static IEnumerable<(string Warehouse, string Sku, int Quantity, bool HasLeft)> Held(Reservation reservation) =>
        reservation.Allocations.Select(a => (a.Warehouse, a.Sku, a.Quantity, a.Remaining == 0)).Order();
}
