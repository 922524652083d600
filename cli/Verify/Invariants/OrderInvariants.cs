namespace Commerce.Cli;

/// <summary>I7 to I10: histories, read models, deadlines and idempotency of orders.</summary>
internal static class OrderInvariants
{
    public static Invariant Histories { get; } = new("I7", "Every history is versions 1 to n, in the order they were recorded", [
        Check.Sql("no gaps, no doubles, in order", Stores.Ordering, """
            SELECT 'order ' || stream_id || ': version ' || version || ' stands where ' || expected || ' should'
            FROM (SELECT stream_id, version, row_number() OVER (PARTITION BY stream_id ORDER BY position) AS expected FROM events) e
            WHERE version <> expected
            """),
    ]);

    public static Invariant ReadModels { get; } = new("I8", "The list of orders shows what the events say", [
        Check.Sql("status and version", Stores.Ordering, """
            SELECT 'order ' || coalesce(s.order_id, e.stream_id) || ' is listed as ' || coalesce(s.status, 'nothing') || ' version ' || coalesce(s.version, 0)
                   || ', its events say ' || coalesce(e.status, 'nothing') || ' version ' || coalesce(e.version, 0)
            FROM order_summaries s
            FULL JOIN (
                SELECT stream_id, max(version) AS version,
                       (array_agg(status ORDER BY version DESC) FILTER (WHERE status IS NOT NULL))[1] AS status
                FROM (SELECT stream_id, version, CASE type
                          WHEN 'ordering.order-placed.v1' THEN 'placed'
                          WHEN 'ordering.stock-reserved.v1' THEN 'stock_reserved'
                          WHEN 'ordering.payment-action-required.v1' THEN 'payment_action_required'
                          WHEN 'ordering.order-confirmed.v1' THEN 'confirmed'
                          WHEN 'ordering.shipment-dispatched.v1' THEN CASE WHEN (data ->> 'remaining')::int = 0 THEN 'shipped' ELSE 'partially_shipped' END
                          WHEN 'ordering.order-completed.v1' THEN 'completed'
                          WHEN 'ordering.order-cancelled.v1' THEN 'cancelled' END AS status
                      FROM events WHERE stream_type = 'order') typed
                GROUP BY stream_id) e ON e.stream_id = s.order_id
            WHERE s.status IS DISTINCT FROM e.status OR s.version IS DISTINCT FROM e.version
            """),
        Check.Sql("customer, total and items", Stores.Ordering, """
            SELECT 'order ' || s.order_id || ' is listed with ' || s.item_count || ' items for ' || s.total_minor_units || ', it was placed with '
                   || p.items || ' for ' || (e.data ->> 'total')
            FROM order_summaries s JOIN events e ON e.stream_id = s.order_id AND e.version = 1
            CROSS JOIN LATERAL (
                SELECT sum((l ->> 'quantity')::int) AS items, sum((l ->> 'quantity')::bigint * (l ->> 'unitPrice')::bigint) AS total
                FROM jsonb_array_elements(e.data -> 'lines') l) p
            WHERE s.customer_id <> (e.data ->> 'customerId')::uuid OR s.total_minor_units <> (e.data ->> 'total')::bigint
               OR s.total_minor_units <> p.total OR s.currency <> e.data ->> 'currency' OR s.item_count <> p.items
            """),
    ]);

    public static Invariant NothingStuck { get; } = new("I9", "No process is stuck past its deadline, no reservation is leaked", [
        Check.Sql("checkouts", Stores.Ordering, """
            SELECT 'checkout of order ' || order_id || ' waits in ' || step || ' since ' || deadline FROM checkouts
            WHERE deadline < now() - interval '1 minute' AND step <> 'Unpaid' -- staff are waited for, as long as they take
            """),
        Check.Sql("operations at the provider", Stores.Payments, """
            SELECT kind || ' of order ' || order_id || ' is due since ' || next_attempt_at FROM payment_operations
            WHERE state = 'pending' AND next_attempt_at < now() - interval '1 minute'
            """),
        Check.Sql("expired holds", Stores.Inventory, """
            SELECT 'order ' || order_id || ' holds stock, expired at ' || expires_at FROM reservations
            WHERE status = 'held' AND expires_at < now() - interval '1 minute'
            """),
        new Check("holds of orders that are over", FindLeakedAsync),
    ]);

    public static Invariant OneEffectPerIntent { get; } = new("I10", "Same key, same answer, one effect: one order per cart and per idempotency key", [
        Check.Sql("one order per cart", Stores.Ordering, """
            SELECT 'cart ' || (data ->> 'cartId') || ' became ' || count(*) || ' orders' FROM events
            WHERE type = 'ordering.order-placed.v1' GROUP BY data ->> 'cartId' HAVING count(*) > 1
            """),
        Check.Sql("carts and orders name each other", Stores.Ordering, """
            SELECT 'order ' || e.stream_id || ' came from cart ' || (e.data ->> 'cartId') || ', which names ' || coalesce(c.order_id::text, 'no order')
            FROM events e LEFT JOIN carts c ON c.id = (e.data ->> 'cartId')::uuid
            WHERE e.type = 'ordering.order-placed.v1' AND c.order_id IS DISTINCT FROM e.stream_id
            """),
        Check.Sql("every stored answer has its order", Stores.Ordering, """
            SELECT 'key ' || key || ' answers ' || location || ', which is no order' FROM idempotency_keys
            WHERE location LIKE '/api/v1/orders/%' AND status = 201
              AND NOT EXISTS (SELECT FROM order_summaries WHERE order_id = right(location, 36)::uuid)
            """),
    ]);

    private static async Task<IReadOnlyList<string>> FindLeakedAsync(Stores stores, CancellationToken ct)
    {
        var over = (await stores.RowsAsync(
            Stores.Ordering, "SELECT order_id, status FROM order_summaries WHERE status IN ('cancelled', 'completed')",
            row => (Id: row.GetGuid(0), Status: row.GetString(1)), ct)).ToDictionary(o => o.Id, o => o.Status);
        var holding = await stores.RowsAsync(
            Stores.Inventory, "SELECT order_id FROM reservations WHERE status IN ('held', 'confirmed')", row => row.GetGuid(0), ct);
        return [.. holding.Where(over.ContainsKey).Select(id => $"order {id} is {over[id]} but still holds stock")];
    }
}
