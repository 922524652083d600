using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.EventStore;

/// <summary>What is written down about projections: where they stand, and the rebuilds that were asked for.</summary>
public sealed class ProjectionBook(SessionFactory sessions, IEnumerable<IInlineProjection> inline, IEnumerable<IAsyncProjection> following)
{
    private const string Listing = """
        SELECT p.name, p.version, p.generation, p.checkpoint,
            (SELECT count(*) FROM poison_events e WHERE e.projection = p.name AND e.generation = p.generation),
            (SELECT recorded_at FROM events e WHERE e.position > p.checkpoint ORDER BY e.position LIMIT 1),
            (SELECT r.id FROM projection_rebuilds r WHERE r.projection = p.name ORDER BY r.requested_at DESC LIMIT 1)
        FROM projections p WHERE p.name = ANY($1) ORDER BY p.name
        """;

    private const string RebuildColumns = """
        r.id, r.projection, r.generation, r.state, r.requested_by, r.requested_at, r.reason, r.checkpoint, r.events, r.attempts, r.last_error,
        r.started_at, r.finished_at, r.swap_milliseconds, r.cancelled_by,
        (SELECT count(*) FROM poison_events e WHERE e.projection = r.projection AND e.generation = r.generation)
        """;

    // A generation that failed is gone with its number, so that its poison is not taken for another's.
    private const string Request = """
        INSERT INTO projection_rebuilds (id, projection, generation, requested_by, reason)
        SELECT $1, name, greatest(generation, (SELECT max(r.generation) FROM projection_rebuilds r WHERE r.projection = name)) + 1, $3, $4
        FROM projections WHERE name = $2
        ON CONFLICT (projection) WHERE state IN ('requested', 'building') DO NOTHING
        """;

    private const string Cancel = """
        UPDATE projection_rebuilds SET state = 'cancelled', cancelled_by = $2, finished_at = now() WHERE id = $1 AND state IN ('requested', 'building')
        """;

    private static readonly Error RebuildIsOver = new(409, "event-store.rebuild_over", "This rebuild has ended already.");
    private static readonly Error RebuildIsOpen = new(409, "event-store.rebuild_open", "This projection is being rebuilt already.");

    private readonly IProjection[] _all = [.. inline, .. following];
    private readonly HashSet<string> _inline = [.. inline.Select(p => p.Name)];

    internal IReadOnlyList<IProjection> All => _all;

    internal bool IsInline(IProjection projection) => _inline.Contains(projection.Name);

    /// <summary>The projection of this name, if this service has one.</summary>
    public IProjection? Find(string name) => Array.Find(_all, p => p.Name == name);

    /// <summary>Where every projection stands.</summary>
    public async Task<IReadOnlyList<ProjectionState>> ListAsync(Session session, CancellationToken ct)
    {
        var head = await HeadAsync(session, ct);
        return await session.QueryAsync(
            Listing,
            row =>
            {
                var name = row.GetString(0);
                var isInline = _inline.Contains(name);
                return new ProjectionState(
                    name, isInline, row.GetInt32(1), row.GetInt32(2), isInline ? head : row.GetInt64(3), head, row.GetInt64(4),
                    isInline || row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5), row.IsDBNull(6) ? null : row.GetGuid(6));
            },
            ct,
            (object)Array.ConvertAll(_all, p => p.Name));
    }

    /// <summary>Events that the projection's live tables are without, in order.</summary>
    public static Task<List<PoisonEvent>> PoisonAsync(Session session, string projection, long after, int limit, CancellationToken ct) => session.QueryAsync(
        """
        SELECT e.position, e.stream_id, e.version, e.type, e.error, e.generation, e.found_at
        FROM poison_events e JOIN projections p ON p.name = e.projection AND p.generation = e.generation
        WHERE e.projection = $1 AND e.position > $2 ORDER BY e.position LIMIT $3
        """,
        row => new PoisonEvent(
            row.GetInt64(0), row.GetGuid(1), row.GetInt32(2), row.GetString(3), row.GetString(4), row.GetInt32(5), row.GetFieldValue<DateTimeOffset>(6)),
        ct, projection, after, limit);

    /// <summary>Asks for a rebuild when the session commits; a conflict while one is open already.</summary>
    public static void RequestRebuild(Session session, Guid id, string projection, string by, string reason) =>
        session.WriteOne(RebuildIsOpen, Request, id, projection, by, reason);

    /// <summary>
    /// Calls a rebuild off when the session commits; a conflict when it has ended. Whoever builds notices at the next page, or at the swap, and
    /// throws the new tables away; the live ones are as they were.
    /// </summary>
    public static void CancelRebuild(Session session, Guid id, string by) => session.WriteOne(RebuildIsOver, Cancel, id, by);

    /// <summary>A rebuild of a projection, by its id.</summary>
    public static async Task<Rebuild?> FindRebuildAsync(Session session, string projection, Guid id, CancellationToken ct)
    {
        var head = await HeadAsync(session, ct);
        return await session.QuerySingleAsync(
            $"SELECT {RebuildColumns} FROM projection_rebuilds r WHERE r.projection = $1 AND r.id = $2", row => Rebuild.Read(row, head), ct, projection, id);
    }

    /// <summary>What is still to be built, the oldest first.</summary>
    internal async Task<IReadOnlyList<Rebuild>> OpenRebuildsAsync(CancellationToken ct)
    {
        await using var session = Open();
        return await session.QueryAsync(
            $"SELECT {RebuildColumns} FROM projection_rebuilds r WHERE r.state IN ('requested', 'building') ORDER BY r.requested_at", row => Rebuild.Read(row, 0), ct);
    }

    /// <summary>Writes down projections that are new, and asks for a rebuild of those whose code is newer than their rows.</summary>
    internal async Task RegisterAsync(TimeProvider clock, CancellationToken ct)
    {
        foreach (var projection in _all)
        {
            await using var session = Open();
            session.Write("INSERT INTO projections (name, version) VALUES ($1, $2) ON CONFLICT DO NOTHING", projection.Name, projection.Version);
            await session.FlushAsync(ct);
            var written = await session.QuerySingleAsync("SELECT version FROM projections WHERE name = $1", row => row.GetInt32(0), ct, projection.Name);
            if (written < projection.Version)
            {
                session.Write(
                    Request, Guid.CreateVersion7(clock.GetUtcNow()), projection.Name, "system",
                    $"version {projection.Version} of the code came after version {written}");
            }

            await session.CommitAsync(ct);
        }
    }

    internal async Task<(int Generation, long Checkpoint)> WhereIsAsync(string projection, CancellationToken ct)
    {
        await using var session = Open();
        var found = await session.QuerySingleAsync(
            "SELECT generation, checkpoint FROM projections WHERE name = $1", row => (Generation: row.GetInt32(0), Checkpoint: row.GetInt64(1)), ct, projection);
        return found.Generation > 0 ? found : throw new InvalidOperationException($"Projection {projection} is not written down yet.");
    }

    internal async Task<long> HeadAsync(CancellationToken ct)
    {
        await using var session = Open();
        return await HeadAsync(session, ct);
    }

    private static Task<long> HeadAsync(Session session, CancellationToken ct) =>
        session.QuerySingleAsync("SELECT coalesce(max(position), 0) FROM events", row => row.GetInt64(0), ct);

    private Session Open() => sessions.Open(RequestContext.System("projections"));
}
