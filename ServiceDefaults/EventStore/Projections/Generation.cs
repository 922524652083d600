using Commerce.Data;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.EventStore;

/// <summary>
/// One set of a projection's tables, live or beside it. Events and the checkpoint behind them are written in one transaction, and only by
/// whoever knows the checkpoint: each event counts once, even when two leaders overlap or one dies.
/// </summary>
/// <param name="rebuild">The rebuild whose tables these are; null for the live ones.</param>
internal sealed class Generation(SessionFactory sessions, IProjection projection, int number, Guid? rebuild)
{
    private const string RecordPoison = """
        INSERT INTO public.poison_events (projection, generation, position, stream_id, version, type, error) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string Advance = """
        UPDATE public.projections SET checkpoint = $1, updated_at = now() WHERE checkpoint = $2 AND name = $3 AND generation = $4
        """;

    private const string AdvanceRebuild = """
        UPDATE public.projection_rebuilds SET checkpoint = $1, events = events + $5, attempts = 0, last_error = NULL
        WHERE checkpoint = $2 AND id = $3 AND generation = $4 AND state = 'building'
        """;

    private const int LongestError = 2000;

    /// <summary>Somebody else moved the checkpoint, or swapped the tables: look again where it stands.</summary>
    public static Error Moved { get; } = new(409, "event-store.projection_moved", "Somebody else is at work on this projection.");

    /// <summary>Writes a page. An event that cannot be taken is recorded as poison, and the rest goes on.</summary>
    /// <returns>How many were poison.</returns>
    public Task<int> ApplyAsync(EventPage page, long checkpoint, CancellationToken ct) => ApplyAsync(page.Events, checkpoint, page.Through, ct);

    /// <summary>Queues the events into an open session; the tables' names mean this generation from then on.</summary>
    public async Task ProjectAsync(IReadOnlyList<StoredEvent> events, Session session, CancellationToken ct)
    {
        if (rebuild is not null)
        {
            session.Write("SET LOCAL search_path = projection_rebuild");
            await session.FlushAsync(ct);
        }

        if (events.FirstOrDefault(e => e.Event is null) is { } unreadable)
            throw new PoisonException(unreadable.Unreadable!);
        if (events.Count > 0)
            projection.Project([.. events.Select(e => e.Event!)], session);
    }

    /// <summary>Queues the step of the checkpoint.</summary>
    public void MoveCheckpoint(Session session, long from, long to, int events)
    {
        if (rebuild is { } id)
            session.WriteOne(Moved, AdvanceRebuild, to, from, id, number, (long)events);
        else
            session.WriteOne(Moved, Advance, to, from, projection.Name, number);
    }

    // The one that cannot be taken is found by halves: a page of a thousand costs ten tries.
    private async Task<int> ApplyAsync(IReadOnlyList<StoredEvent> events, long from, long through, CancellationToken ct)
    {
        try
        {
            await WriteAsync(events, from, through, ct);
            return 0;
        }
        catch (Exception failure) when (events.Count > 0 && IsPoison(failure))
        {
            if (events.Count == 1)
            {
                await RecordAsync(events[0], failure, from, through, ct);
                return 1;
            }

            var half = events.Count / 2;
            var middle = events[half - 1].Position;
            return await ApplyAsync([.. events.Take(half)], from, middle, ct) + await ApplyAsync([.. events.Skip(half)], middle, through, ct);
        }
    }

    private async Task WriteAsync(IReadOnlyList<StoredEvent> events, long from, long through, CancellationToken ct)
    {
        await using var session = Open();
        await ProjectAsync(events, session, ct);
        MoveCheckpoint(session, from, through, events.Count);
        await session.CommitAsync(ct);
    }

    private async Task RecordAsync(StoredEvent poison, Exception failure, long from, long through, CancellationToken ct)
    {
        var reason = failure is PoisonException { InnerException: { } inner } ? inner : failure;
        var error = $"{reason.GetType().Name}: {reason.Message}";
        await using var session = Open();
        session.Write(
            RecordPoison, projection.Name, number, poison.Position, poison.StreamId, poison.Version, poison.Type,
            error.Length > LongestError ? error[..LongestError] : error);
        MoveCheckpoint(session, from, through, 1);
        await session.CommitAsync(ct);
    }

    private Session Open() => sessions.Open(RequestContext.System($"projection:{projection.Name}"));

    // The event's fault, not the world's: trying again would fail again. A table or column that is missing is the projection's own
    // fault, and no reason to give up its events one by one.
    private static bool IsPoison(Exception failure) => failure switch
    {
        OperationCanceledException => false,
        ConflictException conflict => conflict.Refusal != Moved,
        PostgresException refused => !refused.IsTransient && !refused.SqlState.StartsWith("42", StringComparison.Ordinal)
            && refused.SqlState is not (PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled),
        NpgsqlException or TimeoutException or IOException or ObjectDisposedException => false,
        _ => true,
    };
}

/// <summary>An event that this code cannot even read.</summary>
internal sealed class PoisonException(Exception reason) : Exception(reason.Message, reason);
