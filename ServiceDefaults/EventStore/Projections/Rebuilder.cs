using Commerce.Data;
using Npgsql;

namespace Commerce.EventStore;

/// <summary>
/// Builds a projection's next generation beside the live one while events go on being written, and swaps it in within one short
/// transaction. Everything it has done is committed with its checkpoint, so it goes on where another left off.
/// </summary>
internal sealed class Rebuilder(SessionFactory sessions, EventTypes types, ProjectionBook book)
{
    private const int PageSize = 2000;

    private const string LoadState = "SELECT state, generation, checkpoint FROM projection_rebuilds WHERE id = $1";

    private const string Rest = $"SELECT {StoredEvent.Columns} FROM public.events WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3";

    private const string FinishProjection = """
        UPDATE public.projections SET generation = $2, version = $3, checkpoint = $4, updated_at = now() WHERE name = $1
        """;

    private const string FinishRebuild = """
        UPDATE public.projection_rebuilds SET state = 'swapped', finished_at = clock_timestamp(),
            swap_milliseconds = extract(epoch FROM clock_timestamp() - $2) * 1000 WHERE id = $1
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseAfterLock = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the new tables are the live ones.</summary>
    public async Task RunAsync(Guid id, IProjection projection, Leadership lead, CancellationToken ct)
    {
        var run = await BeginAsync(id, projection, ct);
        await CatchUpAsync(run, lead, ct);
        await using (var session = Open(projection))
        {
            await ShadowTables.FinishAsync(session, projection, ct);
            await session.CommitAsync(ct);
        }

        do
        {
            await CatchUpAsync(run, lead, ct);
        }
        while (!await TrySwapAsync(run, ct));
    }

    /// <summary>Throws away what was built of a rebuild that was called off meanwhile.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> WasCancelledAsync(Guid id, IProjection projection, CancellationToken ct)
    {
        await using var session = Open(projection);
        if (await session.QuerySingleAsync("SELECT state FROM projection_rebuilds WHERE id = $1", row => row.GetString(0), ct, id) != "cancelled")
            return false;
        ShadowTables.Drop(session, projection);
        await session.CommitAsync(ct);
        return true;
    }

    /// <summary>Writes down why it stopped; after too many times it is given up.</summary>
    public async Task FailedAsync(Guid id, IProjection projection, Exception failure, int mostAttempts, CancellationToken ct)
    {
        await using var session = Open(projection);
        session.Write(
            "UPDATE projection_rebuilds SET attempts = attempts + 1, last_error = $2 WHERE id = $1 AND state IN ('requested', 'building')",
            id, $"{failure.GetType().Name}: {failure.Message}");
        await session.FlushAsync(ct);
        var attempts = await session.QuerySingleAsync("SELECT attempts FROM projection_rebuilds WHERE id = $1", row => row.GetInt32(0), ct, id);
        if (attempts >= mostAttempts)
        {
            session.Write("UPDATE projection_rebuilds SET state = 'failed', finished_at = now() WHERE id = $1", id);
            ShadowTables.Drop(session, projection);
        }

        await session.CommitAsync(ct);
    }

    private async Task<Run> BeginAsync(Guid id, IProjection projection, CancellationToken ct)
    {
        await using var session = Open(projection);
        await session.BeginAsync(ct);
        var (state, number, checkpoint) = await session.QuerySingleAsync(
            LoadState + " FOR UPDATE", row => (State: row.GetString(0), Number: row.GetInt32(1), Checkpoint: row.GetInt64(2)), ct, id);
        if (state is not ("requested" or "building"))
            throw new ConflictException(Generation.Moved);
        if (state == "requested")
        {
            await ShadowTables.CreateAsync(session, projection, ct);
            session.Write("UPDATE projection_rebuilds SET state = 'building', started_at = now() WHERE id = $1", id);
        }

        await session.CommitAsync(ct);
        return new Run(id, projection, new Generation(sessions, projection, number, id), new EventFeed(types), number) { Checkpoint = checkpoint };
    }

    private async Task CatchUpAsync(Run run, Leadership lead, CancellationToken ct)
    {
        while (true)
        {
            EventPage page;
            await using (var reading = Open(run.Projection))
                page = await run.Feed.ReadAsync(reading, run.Checkpoint, PageSize, ct);
            if (page.Events.Count > 0)
            {
                await run.Generation.ApplyAsync(page, run.Checkpoint, ct);
                run.Checkpoint = page.Through;
                ProjectionMetrics.Rebuilt.Add(page.Events.Count, ProjectionMetrics.Tag(run.Projection.Name));
            }

            // The rest of a page in which a transaction is in flight comes with the swap, or in the next round.
            if (page.Events.Count == 0 || page.IsAtEnd)
                return;
            await lead.ConfirmAsync(ct);
        }
    }

    // With the live tables locked nobody is between writing an event and writing its rows. Of an inline projection the live tables show
    // exactly the events that can be seen now; who still waits for the lock will write into the new tables. An asynchronous one has
    // shown what its checkpoint says.
    private async Task<bool> TrySwapAsync(Run run, CancellationToken ct)
    {
        await using var session = Open(run.Projection);
        try
        {
            await session.BeginAsync(ct);
            session.Write("SET LOCAL lock_timeout = '2s'");
            session.Write($"LOCK TABLE {string.Join(", ", run.Projection.Tables.Select(t => $"public.{t.Name}"))} IN ACCESS EXCLUSIVE MODE");
            await session.FlushAsync(ct);
            var locked = await session.QuerySingleAsync("SELECT clock_timestamp()", row => row.GetFieldValue<DateTimeOffset>(0), ct);
            var shown = await session.QuerySingleAsync(
                "SELECT checkpoint FROM public.projections WHERE name = $1 FOR UPDATE", row => row.GetInt64(0), ct, run.Projection.Name);
            var until = book.IsInline(run.Projection) ? long.MaxValue : shown;
            var rest = await session.QueryAsync(Rest, row => StoredEvent.Read(row, types), ct, run.Checkpoint, until, PageSize + 1);
            if (rest.Count <= PageSize && await SwapAsync(run, session, rest, locked, ct))
                return true;
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            // Somebody uses the tables for long: let those through who wait behind this.
            await Task.Delay(PauseAfterLock, ct);
            return false;
        }

        await Task.Delay(Pause, ct);
        return false;
    }

    private static async Task<bool> SwapAsync(Run run, Session session, List<StoredEvent> rest, DateTimeOffset locked, CancellationToken ct)
    {
        // Poison is found and recorded by the ordinary way.
        if (rest.Exists(e => e.Event is null))
            return false;
        var checkpoint = rest.Count > 0 ? rest[^1].Position : run.Checkpoint;
        await run.Generation.ProjectAsync(rest, session, ct);
        run.Generation.MoveCheckpoint(session, run.Checkpoint, checkpoint, rest.Count);
        await session.FlushAsync(ct);
        ShadowTables.Swap(session, run.Projection);
        session.Write(FinishProjection, run.Projection.Name, run.Number, run.Projection.Version, checkpoint);
        session.Write(FinishRebuild, run.Id, locked);
        await session.CommitAsync(ct);
        return true;
    }

    private Session Open(IProjection projection) => sessions.Open(RequestContext.System($"rebuild:{projection.Name}"));

    private sealed record Run(Guid Id, IProjection Projection, Generation Generation, EventFeed Feed, int Number)
    {
        public long Checkpoint { get; set; }
    }
}
