using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Data;

namespace Commerce.EventStore;

/// <summary>
/// Compares the live tables with a fold of the events, range by range: first by a checksum, then, where that differs, row by row. Both
/// are read from one snapshot, so writers go on and nothing is reported that was only in flight.
/// </summary>
public sealed class ProjectionCheck(SessionFactory sessions, EventTypes types, ProjectionBook book, TimeProvider clock)
{
    private const int PageSize = 5000;
    private const int MostRows = 100;

    /// <summary>Checks ranges from <paramref name="after"/> on until the time is up, and says where to go on.</summary>
    /// <param name="after">What an earlier report named as <see cref="DriftReport.Next"/>; null for the beginning.</param>
    public async Task<DriftReport> RunAsync(IProjection projection, string? after, TimeSpan atMost, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        var report = new DriftReport(0, 0, 0, [], null);
        var from = after ?? projection.Ranges.Start;
        while (true)
        {
            var (part, to) = await CheckRangeAsync(projection, from, ct);
            report = report.With(part);
            if (to is null || report.Drift.Count >= MostRows)
                return report with { Next = to };
            from = to;
            if (clock.GetElapsedTime(began) > atMost)
                return report with { Next = from };
        }
    }

    private async Task<(DriftReport Report, string? Next)> CheckRangeAsync(IProjection projection, string from, CancellationToken ct)
    {
        await using var session = sessions.Open(RequestContext.System($"check:{projection.Name}"));
        await session.BeginAsync(ct);
        session.Write("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        // Before the snapshot: it must not be older than tables that were swapped in.
        session.Write($"LOCK TABLE {string.Join(", ", projection.Tables.Select(t => $"public.{t.Name}"))} IN ACCESS SHARE MODE");
        foreach (var table in projection.Tables)
            session.Write($"CREATE TEMP TABLE {table.Name} (LIKE public.{table.Name} INCLUDING DEFAULTS INCLUDING INDEXES) ON COMMIT DROP");
        await session.FlushAsync(ct);

        var next = await session.QuerySingleAsync(projection.Ranges.Next, row => row.GetString(0), ct, from);
        var to = next ?? projection.Ranges.End;
        var (events, failure) = await FoldAsync(projection, session, from, to, ct);
        if (failure is not null)
            return (new DriftReport(events, 0, 1, [new(projection.Name, [$"{from} to {to}"], null, null, failure)], null), next);

        var report = new DriftReport(events, 0, 1, [], null);
        foreach (var table in projection.Tables.Where(t => t.InRange is not null))
            report = report.With(await CompareAsync(table, session, from, to, ct) with { Ranges = 0 });
        return (report, next);
    }

    private async Task<(long Events, string? Failure)> FoldAsync(IProjection projection, Session session, string from, string to, CancellationToken ct)
    {
        var select = $"""
            SELECT {StoredEvent.Columns} FROM public.events WHERE {projection.Ranges.Events} AND position > $3
            AND position <= CASE WHEN $4 THEN {long.MaxValue} ELSE coalesce((SELECT checkpoint FROM public.projections WHERE name = $5), 0) END
            AND position NOT IN (SELECT e.position FROM public.poison_events e JOIN public.projections p ON p.name = e.projection AND p.generation = e.generation WHERE p.name = $5)
            ORDER BY position LIMIT {PageSize}
            """;
        var position = 0L;
        var count = 0L;
        while (true)
        {
            var page = await session.QueryAsync(
                select, row => StoredEvent.Read(row, types), ct, from, to, position, book.IsInline(projection), projection.Name);
            if (page.Find(e => e.Event is null) is { } unreadable)
                return (count, $"The event at position {unreadable.Position} cannot be read: {unreadable.Unreadable!.Message}");
            if (page.Count > 0)
                projection.Project([.. page.Select(e => e.Event!)], session);
            await session.FlushAsync(ct);
            count += page.Count;
            if (page.Count < PageSize)
                return (count, null);
            position = page[^1].Position;
        }
    }

    private static async Task<DriftReport> CompareAsync(ProjectionTable table, Session session, string from, string to, CancellationToken ct)
    {
        var live = await SumAsync($"public.{table.Name}");
        var fold = await SumAsync($"pg_temp.{table.Name}");
        if (live == fold)
            return new DriftReport(0, live.Rows, 1, [], null);

        var same = string.Join(" AND ", table.Key.Select(k => $"l.{k} = f.{k}"));
        var key = string.Join(", ", table.Key.Select(k => $"coalesce(l.{k}, f.{k})::text"));
        var rows = await session.QueryAsync(
            $"""
            SELECT ARRAY[{key}], to_jsonb(l)::text, to_jsonb(f)::text
            FROM (SELECT * FROM public.{table.Name} WHERE {table.InRange}) l
            FULL JOIN (SELECT * FROM pg_temp.{table.Name} WHERE {table.InRange}) f ON {same}
            WHERE to_jsonb(l) IS DISTINCT FROM to_jsonb(f) ORDER BY 1 LIMIT {MostRows}
            """,
            row => Drift.Of(table.Name, row.GetFieldValue<string[]>(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
            ct, from, to);
        return new DriftReport(0, live.Rows, 1, rows, null);

        // The sum does not depend on the order of the rows, so nothing has to be sorted.
        Task<(long Rows, decimal Sum)> SumAsync(string name) => session.QuerySingleAsync(
            $"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {name} t WHERE {table.InRange}",
            row => (row.GetInt64(0), row.GetDecimal(1)), ct, from, to);
    }
}

/// <summary>What a check found.</summary>
/// <param name="Events">How many were folded.</param>
/// <param name="Rows">How many live rows were compared.</param>
/// <param name="Drift">Rows that are not what the events say.</param>
/// <param name="Next">Where to go on; null when everything was checked.</param>
public sealed record DriftReport(long Events, long Rows, int Ranges, IReadOnlyList<Drift> Drift, string? Next)
{
    internal DriftReport With(DriftReport more) =>
        new(Events + more.Events, Rows + more.Rows, Ranges + more.Ranges, [.. Drift, .. more.Drift], null);
}

/// <summary>A row that is not what the events say.</summary>
/// <param name="Live">What differs as it is; null when the row is missing.</param>
/// <param name="Expected">What differs as the events say; null when there should be no such row.</param>
/// <param name="Failure">Why a range could not be folded at all.</param>
public sealed record Drift(string Table, IReadOnlyList<string> Key, JsonObject? Live, JsonObject? Expected, string? Failure)
{
    internal static Drift Of(string table, string[] key, string? live, string? expected)
    {
        var (is_, should) = (Parse(live), Parse(expected));
        if (is_ is not null && should is not null)
        {
            foreach (var column in is_.Select(c => c.Key).Where(c => JsonNode.DeepEquals(is_[c], should[c])).ToArray())
            {
                is_.Remove(column);
                should.Remove(column);
            }
        }

        return new Drift(table, key, is_, should, null);
    }

    private static JsonObject? Parse(string? json) => json is null ? null : (JsonObject)JsonSerializer.Deserialize<JsonNode>(json)!;
}
