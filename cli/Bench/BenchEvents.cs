using System.Text.Json;
using Commerce.Data;
using Commerce.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Commerce.Cli;

[EventName("bench.opened.v1")]
internal sealed record BenchOpened(string Owner);

[EventName("bench.changed.v1")]
internal sealed record BenchChanged(string Status, long Amount);

/// <summary>A list like that of orders: one statement for all that begin, one for all that change.</summary>
internal sealed class BenchProjection : IInlineProjection
{
    public const string Table = """
        CREATE TABLE bench_accounts (id uuid PRIMARY KEY, status text NOT NULL, amount bigint NOT NULL, version int NOT NULL, updated_at timestamptz NOT NULL) WITH (fillfactor = 80);
        CREATE INDEX bench_accounts_updated ON bench_accounts (updated_at DESC, id DESC)
        """;

    private const string InRange = "{0} > $1::uuid AND {0} <= $2::uuid";

    public string Name => "bench-accounts";

    public int Version => 1;

    public IReadOnlyList<ProjectionTable> Tables { get; } = [new("bench_accounts", ["id"], InRange.Replace("{0}", "id", StringComparison.Ordinal))];

    public ProjectionRanges Ranges { get; } = new(
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "SELECT stream_id::text FROM public.events WHERE stream_id > $1::uuid AND version = 1 ORDER BY stream_id OFFSET 4999 LIMIT 1",
        InRange.Replace("{0}", "stream_id", StringComparison.Ordinal));

    public void Project(IReadOnlyList<RecordedEvent> events, Session session)
    {
        var opened = events.Where(e => e.Version == 1).ToArray();
        if (opened.Length > 0)
        {
            session.Write(
                "INSERT INTO bench_accounts SELECT id, 'open', 0, 1, at FROM unnest($1::uuid[], $2::timestamptz[]) AS n (id, at)",
                Array.ConvertAll(opened, e => e.StreamId), Array.ConvertAll(opened, e => e.RecordedAt));
        }

        var changed = events.Where(e => e.Version > 1).GroupBy(e => e.StreamId).ToArray();
        if (changed.Length > 0)
        {
            session.Write(
                """
                UPDATE bench_accounts a SET status = n.status, amount = a.amount + n.amount, version = n.version, updated_at = n.at
                FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[], $5::timestamptz[]) AS n (id, status, amount, version, at) WHERE a.id = n.id
                """,
                Array.ConvertAll(changed, c => c.Key),
                Array.ConvertAll(changed, c => ((BenchChanged)c.Last().Data).Status),
                Array.ConvertAll(changed, c => c.Sum(e => ((BenchChanged)e.Data).Amount)),
                Array.ConvertAll(changed, c => c.Last().Version),
                Array.ConvertAll(changed, c => c.Last().RecordedAt));
        }
    }
}

/// <summary>An event store in a database of its own.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private readonly BenchDatabase _database;

    private BenchStore(BenchDatabase database, bool withProjection)
    {
        _database = database;
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(database.Source).AddSingleton<SessionFactory>();
        if (withProjection)
            services.AddSingleton<IInlineProjection, BenchProjection>();
        Services = services.AddEventStore(typeof(BenchStore).Assembly, JsonSerializerOptions.Web).BuildServiceProvider();
    }

    public ServiceProvider Services { get; }

    public SessionFactory Sessions => Services.GetRequiredService<SessionFactory>();

    public NpgsqlConnectionStringBuilder Address => _database.Address;

    public static async Task<BenchStore> CreateAsync(string server, bool withProjection, CancellationToken ct)
    {
        var store = new BenchStore(await BenchDatabase.CreateAsync(server, "bench_events", ct), withProjection);
        await SqlMigrations.ApplyAsync(store._database.Source, store.Services.GetServices<MigrationSource>(), ct);
        await store.ExecuteAsync(BenchProjection.Table, ct);
        return store;
    }

    public Task ExecuteAsync(string sql, CancellationToken ct) => _database.ExecuteAsync(sql, ct);

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await _database.DisposeAsync();
    }
}
