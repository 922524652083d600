using Commerce.Data;

namespace Commerce.Inventory;

internal sealed partial class StockSheet
{
    /// <summary>Locks all rows of these SKUs, in the one order that everybody uses, so that parallel batches wait instead of deadlocking.</summary>
    public static async Task<StockSheet> LockAsync(Session session, IEnumerable<string> skus, CancellationToken ct)
    {
        var wanted = skus.Distinct(StringComparer.Ordinal).ToArray();
        return new(wanted.Length == 0
            ? []
            : await session.QueryAsync(
                """
                SELECT s.sku, s.warehouse, w.priority, s.on_hand, s.reserved, s.version
                FROM stock s JOIN warehouses w ON w.code = s.warehouse
                WHERE s.sku = ANY ($1) ORDER BY s.sku, s.warehouse FOR NO KEY UPDATE OF s
                """,
                row => new StockLevel(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt64(5)),
                ct, [wanted]));
    }

    /// <summary>Makes empty rows where there are none, in the same fixed order.</summary>
    public static async Task AddRowsAsync(Session session, IEnumerable<(string Sku, string Warehouse)> rows, CancellationToken ct)
    {
        var missing = rows.Distinct().ToArray();
        if (missing.Length == 0)
            return;
        session.Write(
            """
            INSERT INTO stock (sku, warehouse) SELECT * FROM unnest($1::text[], $2::text[]) AS r (sku, warehouse)
            ORDER BY sku, warehouse ON CONFLICT DO NOTHING
            """,
            Array.ConvertAll(missing, r => r.Sku), Array.ConvertAll(missing, r => r.Warehouse));
        await session.FlushAsync(ct);
    }

    /// <summary>Queues what changed. Deltas rather than values: a lost lock could never silently overwrite.</summary>
    public void Save(Session session, DateTimeOffset now)
    {
        var changes = _before.Values.Select(b => (Before: b, After: Row(b.Sku, b.Warehouse))).Where(c => c.Before != c.After).ToArray();
        if (changes.Length > 0)
            session.Write(
                """
                UPDATE stock SET on_hand = stock.on_hand + c.on_hand, reserved = stock.reserved + c.reserved, version = stock.version + c.moves
                FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::bigint[]) AS c (sku, warehouse, on_hand, reserved, moves)
                WHERE stock.sku = c.sku AND stock.warehouse = c.warehouse
                """,
                Array.ConvertAll(changes, c => c.After.Sku),
                Array.ConvertAll(changes, c => c.After.Warehouse),
                Array.ConvertAll(changes, c => c.After.OnHand - c.Before.OnHand),
                Array.ConvertAll(changes, c => c.After.Reserved - c.Before.Reserved),
                Array.ConvertAll(changes, c => c.After.Version - c.Before.Version));
        if (_movements.Count > 0)
            session.Write(
                """
                INSERT INTO movements (sku, warehouse, version, delta, on_hand, reason, reference, actor, note, recorded_at)
                SELECT m.*, $10
                FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[]) AS m
                """,
                Column(m => m.Sku), Column(m => m.Warehouse), Column(m => m.Version), Column(m => m.Delta), Column(m => m.OnHand),
                Column(m => m.Reason), Column(m => m.Reference), Column(m => m.Actor), Column(m => m.Note), now);
    }

    private T[] Column<T>(Func<Movement, T> of) => [.. _movements.Select(of)];
}
