namespace Commerce.Cli;

/// <summary>I1, I2 and I5: the books, the provider and the orders agree.</summary>
internal static class MoneyInvariants
{
    public static Invariant Ledger { get; } = new("I1", "The books balance; captured ≤ authorised, refunded ≤ captured, as the provider says too", [
        Check.Sql("debits equal credits", Stores.Payments, """
            SELECT currency || ': debits exceed credits by ' || sum(debit_minor - credit_minor) FROM ledger_entries
            GROUP BY currency HAVING sum(debit_minor) <> sum(credit_minor)
            """),
        Check.Sql("every booking balances", Stores.Payments, """
            SELECT 'operation ' || operation_id || ' of order ' || min(order_id::text) || ' is off by ' || sum(debit_minor - credit_minor)
            FROM ledger_entries GROUP BY operation_id, currency HAVING sum(debit_minor) <> sum(credit_minor)
            """),
        Check.Sql("amounts within their limits", Stores.Payments, """
            SELECT 'order ' || order_id || ': authorised ' || authorized_minor || ', captured ' || captured_minor || ', refunded ' || refunded_minor
            FROM payments WHERE captured_minor > authorized_minor OR refunded_minor > captured_minor
            """),
        Check.Sql("the ledger says what the payments say", Stores.Payments, """
            SELECT 'order ' || order_id || ': captured ' || coalesce(p.captured_minor, 0) || ' but sold ' || coalesce(l.sold, 0)
                   || ', refunded ' || coalesce(p.refunded_minor, 0) || ' but given back ' || coalesce(l.given_back, 0)
            FROM payments p
            FULL JOIN (SELECT order_id, coalesce(sum(credit_minor) FILTER (WHERE account = 'sales'), 0) AS sold,
                              coalesce(sum(debit_minor) FILTER (WHERE account = 'refunds'), 0) AS given_back
                       FROM ledger_entries GROUP BY order_id) l USING (order_id)
            WHERE coalesce(p.captured_minor, 0) <> coalesce(l.sold, 0) OR coalesce(p.refunded_minor, 0) <> coalesce(l.given_back, 0)
            """),
        new Check("the provider says what the payments say", ComparePaymentsWithProviderAsync),
    ]);

    public static Invariant ChargedOnce { get; } = new("I2", "Nobody is charged twice: one authorisation per order at the provider, captures within it", [
        Check.Sql("one live authorisation per order", Stores.Provider, """
            SELECT 'order ' || reference || ' has ' || count(*) || ' authorisations' FROM charges
            WHERE status = 'authorized' GROUP BY reference HAVING count(*) > 1
            """),
        Check.Sql("captures add up and stay within", Stores.Provider, """
            SELECT 'charge ' || c.id || ' of order ' || c.reference || ': captured ' || c.captured || ' of ' || coalesce(c.amount, 0)
                   || ', its captures say ' || coalesce(k.total, 0)
            FROM charges c LEFT JOIN (SELECT charge_id, sum(amount) AS total FROM captures GROUP BY charge_id) k ON k.charge_id = c.id
            WHERE c.captured <> coalesce(k.total, 0) OR c.captured > coalesce(c.amount, 0)
            """),
    ]);

    public static Invariant PaidMeansOrdered { get; } = new("I5", "Money is held or taken exactly for orders that are confirmed", [
        new Check("orders and charges agree", CompareOrdersWithProviderAsync),
    ]);

    private static async Task<IReadOnlyList<string>> ComparePaymentsWithProviderAsync(Stores stores, CancellationToken ct)
    {
        var ours = await stores.RowsAsync(
            Stores.Payments, "SELECT order_id, captured_minor, refunded_minor FROM payments WHERE captured_minor > 0",
            row => (Order: row.GetGuid(0), Captured: row.GetInt64(1), Refunded: row.GetInt64(2)), ct);
        var theirs = await stores.RowsAsync(
            Stores.Provider, "SELECT reference::uuid, sum(captured)::bigint, sum(refunded)::bigint FROM charges WHERE captured > 0 GROUP BY reference",
            row => (Order: row.GetGuid(0), Captured: row.GetInt64(1), Refunded: row.GetInt64(2)), ct);
        var provider = theirs.ToDictionary(t => t.Order);
        var payments = ours.Select(o => o.Order).ToHashSet();
        return
        [
            .. ours.Where(o => !provider.TryGetValue(o.Order, out var t) || t != o)
                .Select(o => $"order {o.Order}: we captured {o.Captured} and refunded {o.Refunded}, the provider {provider.GetValueOrDefault(o.Order).Captured} and {provider.GetValueOrDefault(o.Order).Refunded}"),
            .. theirs.Where(t => !payments.Contains(t.Order)).Select(t => $"order {t.Order}: the provider took {t.Captured}, we know nothing of it"),
        ];
    }

    private static async Task<IReadOnlyList<string>> CompareOrdersWithProviderAsync(Stores stores, CancellationToken ct)
    {
        var charges = await stores.RowsAsync(
            Stores.Provider,
            "SELECT reference::uuid, min(amount), min(currency) FROM charges WHERE status = 'authorized' GROUP BY reference",
            row => (Order: row.GetGuid(0), Amount: row.GetInt64(1), Currency: row.GetString(2)), ct);
        var live = charges.ToDictionary(c => c.Order);
        var orders = await stores.RowsAsync(
            Stores.Ordering,
            """
            SELECT order_id, status, total_minor_units, currency,
                   order_id IN (SELECT stream_id FROM events WHERE type = 'ordering.payment-capture-failed.v1')
            FROM order_summaries
            """,
            row => (Id: row.GetGuid(0), Status: row.GetString(1), Total: row.GetInt64(2), Currency: row.GetString(3), WasRefused: row.GetBoolean(4)), ct);

        var wrong = new List<string>();
        foreach (var order in orders)
        {
            var isCharged = live.Remove(order.Id, out var charge);
            // What the provider refused when the goods had left is for staff to settle; its history says so.
            var mustBe = !order.WasRefused && order.Status is "confirmed" or "partially_shipped" or "shipped" or "completed";
            if (mustBe && !isCharged)
                wrong.Add($"order {order.Id} is {order.Status} but no money is held for it");
            else if (order.Status == "cancelled" && isCharged)
                wrong.Add($"order {order.Id} is cancelled but {charge.Amount} {charge.Currency} are still held");
            else if (isCharged && (charge.Amount, charge.Currency) != (order.Total, order.Currency))
                wrong.Add($"order {order.Id} costs {order.Total} {order.Currency} but {charge.Amount} {charge.Currency} are held");
        }

        return [.. wrong, .. live.Values.Select(c => $"{c.Amount} {c.Currency} are held for {c.Order}, which is no order")];
    }
}
