using System.Text.Json;
using Commerce.Data;
using Npgsql;

namespace Commerce.Inventory;

/// <summary>The reservations of a batch of orders, locked for its transaction and written back in one go.</summary>
internal sealed class ReservationBook
{
    private readonly Dictionary<Guid, Reservation> _before;
    private readonly Dictionary<Guid, Reservation> _current;

    private ReservationBook(IEnumerable<Reservation> known)
    {
        _before = known.ToDictionary(r => r.OrderId);
        _current = new(_before);
    }

    public IEnumerable<Reservation> All => _current.Values;

    /// <summary>
    /// Locks what is known of these orders. An order that is not known yet has no row to lock: the primary key decides between two
    /// batches that meet it at once, and the one that loses is handled again.
    /// </summary>
    public static Task<ReservationBook> LockAsync(Session session, IEnumerable<Guid> orderIds, CancellationToken ct) =>
        LockAsync(session, "WHERE order_id = ANY ($1) ORDER BY order_id FOR NO KEY UPDATE", ct, orderIds.Distinct().ToArray());

    /// <summary>Locks holds whose time is over, leaving out those that another transaction is deciding on.</summary>
    public static Task<ReservationBook> LockOverdueAsync(Session session, DateTimeOffset now, int limit, CancellationToken ct) =>
        LockAsync(
            session,
            "WHERE status = 'held' AND expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED", ct, now, limit);

    public Reservation? Find(Guid orderId) => _current.GetValueOrDefault(orderId);

    public void Put(Reservation reservation) => _current[reservation.OrderId] = reservation;

    /// <summary>Queues what is new or changed.</summary>
    public void Save(Session session, DateTimeOffset now)
    {
        var added = _current.Values.Where(r => !_before.ContainsKey(r.OrderId)).OrderBy(r => r.OrderId).ToArray();
        var changed = _current.Values.Where(r => _before.TryGetValue(r.OrderId, out var before) && before != r).ToArray();
        WriteReservations(session, added, now, """
            INSERT INTO reservations (order_id, status, expires_at, reason, shortages, decided_at)
            SELECT r.*, $6 FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::jsonb[]) AS r
            """);
        WriteReservations(session, changed, now, """
            UPDATE reservations SET status = r.status, expires_at = r.expires_at, reason = r.reason, shortages = r.shortages, decided_at = $6
            FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::jsonb[]) AS r (id, status, expires_at, reason, shortages)
            WHERE order_id = r.id
            """);
        WriteAllocations(session, added, changed.Where(r => _before[r.OrderId].Allocations != r.Allocations).ToArray());
    }

    private static async Task<ReservationBook> LockAsync(Session session, string which, CancellationToken ct, params object?[] parameters)
    {
        var known = await session.QueryAsync(
            $"SELECT order_id, status, expires_at, reason, shortages FROM reservations {which}", ReadReservation, ct, parameters);
        if (known.Count == 0)
            return new(known);

        // A second statement on purpose: it sees what the transaction that held the lock before us left, the first might not.
        var allocations = await session.QueryAsync(
            "SELECT order_id, sku, warehouse, quantity, shipped FROM allocations WHERE order_id = ANY ($1) ORDER BY sku, warehouse",
            row => (OrderId: row.GetGuid(0), Part: new Allocation(row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4))),
            ct, [known.Select(r => r.OrderId).ToArray()]);
        var ofOrder = allocations.ToLookup(a => a.OrderId, a => a.Part);
        return new(known.Select(r => r with { Allocations = [.. ofOrder[r.OrderId]] }));
    }

    private static void WriteReservations(Session session, Reservation[] rows, DateTimeOffset now, string sql)
    {
        if (rows.Length > 0)
            session.Write(
                sql,
                Array.ConvertAll(rows, r => r.OrderId),
                Array.ConvertAll(rows, r => r.Status.ToString().ToLowerInvariant()),
                Array.ConvertAll(rows, r => r.ExpiresAt?.ToUniversalTime()),
                Array.ConvertAll(rows, r => r.Reason),
                Pg.Jsonb(Array.ConvertAll(rows, r => r.Shortages.Count == 0 ? null : JsonSerializer.Serialize(r.Shortages))),
                now);
    }

    private static void WriteAllocations(Session session, Reservation[] added, Reservation[] changed)
    {
        var parts = added.Concat(changed).SelectMany(r => r.Allocations.Select(part => (r.OrderId, part))).ToArray();
        if (changed.Length > 0)
            session.Write("DELETE FROM allocations WHERE order_id = ANY ($1)", Array.ConvertAll(changed, r => r.OrderId));
        if (parts.Length > 0)
            session.Write(
                """
                INSERT INTO allocations (order_id, sku, warehouse, quantity, shipped)
                SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::int[])
                """,
                Array.ConvertAll(parts, p => p.OrderId),
                Array.ConvertAll(parts, p => p.part.Sku),
                Array.ConvertAll(parts, p => p.part.Warehouse),
                Array.ConvertAll(parts, p => p.part.Quantity),
                Array.ConvertAll(parts, p => p.part.Shipped));
    }

    private static Reservation ReadReservation(NpgsqlDataReader row) =>
        new(row.GetGuid(0), Enum.Parse<ReservationStatus>(row.GetString(1), ignoreCase: true))
        {
            ExpiresAt = row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
            Reason = row.IsDBNull(3) ? null : row.GetString(3),
            Shortages = row.IsDBNull(4) ? [] : JsonSerializer.Deserialize<List<Shortage>>(row.GetString(4)) ?? [],
        };
}
