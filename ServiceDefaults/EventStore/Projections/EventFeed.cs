using Commerce.Data;
using Npgsql;

namespace Commerce.EventStore;

/// <summary>
/// Reads all events in the order of their positions and never passes a transaction in flight. Positions are drawn before their
/// transactions commit, so a reader sees holes: it stops at one until every transaction that could own it has ended.
/// </summary>
internal sealed class EventFeed(EventTypes types)
{
    private const string Read = $"""
        SELECT {StoredEvent.Columns}, (SELECT pg_snapshot_xmin(pg_current_snapshot()))
        FROM public.events WHERE position > $1 ORDER BY position LIMIT $2
        """;

    // Whoever drew a position below the head owned a transaction id before that: lower than the one that is handed out here.
    private const string Mark = "SELECT (SELECT max(position) FROM public.events), pg_current_xact_id()";

    private long _markedHead;
    private ulong _endedBelow;

    /// <summary>The next events behind a position that is settled itself.</summary>
    public async Task<EventPage> ReadAsync(Session session, long after, int limit, CancellationToken ct)
    {
        var oldestRunning = 0UL;
        var rows = await session.QueryAsync(Read, row => Take(row, out oldestRunning), ct, after, limit);
        var settled = 0;
        var through = after;
        while (settled < rows.Count && (rows[settled].Position == through + 1 || IsDead(rows[settled].Position - 1, oldestRunning)))
            through = rows[settled++].Position;
        if (settled == rows.Count)
            return new EventPage(rows, through, rows.Count < limit);

        // One mark serves every hole that can be seen by now.
        if (rows[settled].Position - 1 > _markedHead)
            (_markedHead, _endedBelow) = await session.QuerySingleAsync(Mark, row => (row.GetInt64(0), row.GetFieldValue<ulong>(1)), ct);
        return new EventPage(rows[..settled], through, IsAtEnd: false);
    }

    private bool IsDead(long lastOfHole, ulong oldestRunning) => lastOfHole <= _markedHead && _endedBelow <= oldestRunning;

    private StoredEvent Take(NpgsqlDataReader row, out ulong oldestRunning)
    {
        oldestRunning = row.GetFieldValue<ulong>(StoredEvent.ColumnCount);
        return StoredEvent.Read(row, types);
    }
}

/// <summary>Events in order.</summary>
/// <param name="Through">Every position up to here is in this page or an earlier one, or will never exist.</param>
/// <param name="IsAtEnd">There was nothing more to see.</param>
internal sealed record EventPage(IReadOnlyList<StoredEvent> Events, long Through, bool IsAtEnd);
