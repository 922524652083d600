namespace Commerce.Cli;

/// <summary>I3: nothing is sold that is not there.</summary>
internal static class StockInvariants
{
    public static Invariant NeverOversold { get; } = new("I3", "Reserved + sold ≤ stock; on hand = sum of movements; reserved = sum of live reservations", [
        Check.Sql("nothing negative, nothing oversold", Stores.Inventory, """
            SELECT sku || ' in ' || warehouse || ': ' || on_hand || ' on hand, ' || reserved || ' reserved' FROM stock
            WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand
            """),
        Check.Sql("on hand is the sum of the movements", Stores.Inventory, """
            SELECT s.sku || ' in ' || s.warehouse || ': ' || s.on_hand || ' on hand, its movements say ' || coalesce(m.total, 0)
            FROM stock s LEFT JOIN (SELECT sku, warehouse, sum(delta) AS total FROM movements GROUP BY sku, warehouse) m USING (sku, warehouse)
            WHERE s.on_hand <> coalesce(m.total, 0)
            """),
        Check.Sql("reserved is the sum of live reservations", Stores.Inventory, """
            SELECT s.sku || ' in ' || s.warehouse || ': ' || s.reserved || ' reserved, its reservations say ' || coalesce(a.total, 0)
            FROM stock s LEFT JOIN (
                SELECT sku, warehouse, sum(quantity - shipped) AS total FROM allocations JOIN reservations USING (order_id)
                WHERE status IN ('held', 'confirmed') GROUP BY sku, warehouse) a USING (sku, warehouse)
            WHERE s.reserved <> coalesce(a.total, 0)
            """),
        Check.Sql("sold is what was shipped", Stores.Inventory, """
            SELECT coalesce(a.sku, m.sku) || ' in ' || coalesce(a.warehouse, m.warehouse) || ': ' || coalesce(a.total, 0) || ' shipped, '
                   || coalesce(m.total, 0) || ' booked as sold'
            FROM (SELECT sku, warehouse, sum(shipped) AS total FROM allocations GROUP BY sku, warehouse HAVING sum(shipped) > 0) a
            FULL JOIN (SELECT sku, warehouse, -sum(delta) AS total FROM movements WHERE reason = 'sale' GROUP BY sku, warehouse) m USING (sku, warehouse)
            WHERE coalesce(a.total, 0) <> coalesce(m.total, 0)
            """),
        new Check("every confirmed order has its stock", CompareOrdersWithReservationsAsync),
    ]);

    private static async Task<IReadOnlyList<string>> CompareOrdersWithReservationsAsync(Stores stores, CancellationToken ct)
    {
        var reservations = (await stores.RowsAsync(
            Stores.Inventory,
            "SELECT order_id, status, coalesce(sum(quantity), 0) FROM reservations LEFT JOIN allocations USING (order_id) GROUP BY order_id, status",
            row => (Order: row.GetGuid(0), Status: row.GetString(1), Quantity: row.GetInt64(2)), ct)).ToDictionary(r => r.Order);
        var orders = await stores.RowsAsync(
            Stores.Ordering, "SELECT order_id, status, item_count FROM order_summaries",
            row => (Id: row.GetGuid(0), Status: row.GetString(1), Items: row.GetInt32(2)), ct);
        return
        [
            .. from order in orders
               where order.Status is "confirmed" or "partially_shipped" or "shipped" or "completed"
               let held = reservations.GetValueOrDefault(order.Id)
               where held.Status is not ("confirmed" or "shipped") || held.Quantity != order.Items
               select $"order {order.Id} is {order.Status} with {order.Items} items, its reservation is {held.Status ?? "missing"} with {held.Quantity}",
        ];
    }
}
