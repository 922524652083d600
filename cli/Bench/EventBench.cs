using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Commerce.Data;
using Commerce.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Commerce.Cli;

/// <summary>The event store against what PostgreSQL itself can do with the same statement, and how fast it reads back.</summary>
internal static partial class EventBench
{
    private const int Clients = 8;
    private const int Rounds = 3;
    private const double AppendGoal = 0.6;
    private const double RebuildGoal = 10_000;

    // What the event store sends, with its parameters in place. To pgbench a colon before a word is a variable.
    private const string Script = """
        INSERT INTO events (stream_id, version, stream_type, type, data, metadata, recorded_at)
        SELECT n.stream_id,
            CASE WHEN n.follows = 0 OR (SELECT true FROM events e WHERE e.stream_id = n.stream_id AND e.version = n.follows) THEN n.version ELSE 0 END,
            n.stream_type, n.type, n.data, n.metadata, n.recorded_at
        FROM unnest(ARRAY[gen_random_uuid()], ARRAY[1], ARRAY['account'], ARRAY['bench.opened.v1'], ARRAY['{"owner": "Ada Lovelace"}'::jsonb],
            ARRAY['{"correlationId": "bench", "causationId": null, "userId": null}'::jsonb], ARRAY[now()], ARRAY[0])
            AS n (stream_id, version, stream_type, type, data, metadata, recorded_at, follows);
        """;

    private const string Seed = """
        INSERT INTO events (stream_id, version, stream_type, type, data, metadata, recorded_at)
        SELECT md5('{0}' || s)::uuid, v, 'account', CASE v WHEN 1 THEN 'bench.opened.v1' ELSE 'bench.changed.v1' END,
            CASE v WHEN 1 THEN '{"owner": "Ada Lovelace"}'::jsonb ELSE jsonb_build_object('status', 'step ' || v, 'amount', v) END,
            '{"correlationId": "bench"}', now()
        FROM generate_series(1, {2}) v, generate_series(1, {1}) s
        """;

    public static Task<IReadOnlyList<Figure>> RunAsync(RunningShop shop, TimeSpan window, CancellationToken ct) =>
        MeasureAsync(shop.Database("postgres"), window, ct);

    /// <param name="server">Connection string of a superuser.</param>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string server, TimeSpan window, CancellationToken ct) =>
        [.. await AppendAsync(server, window, ct), .. await ReadBackAsync(server, ct)];

    private static async Task<IReadOnlyList<Figure>> AppendAsync(string server, TimeSpan window, CancellationToken ct)
    {
        await using var store = await BenchStore.CreateAsync(server, withProjection: false, ct);
        await OursAsync(store, TimeSpan.FromSeconds(2), ct);
        var (ours, theirs) = (new List<double>(), new List<double>());
        var pgbench = FindPgbench();
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await OursAsync(store, window, ct));
            if (pgbench is not null)
                theirs.Add(await PgbenchAsync(pgbench, store, window, ct));
        }

        var rate = new Sampled(ours).At(50);
        if (pgbench is null)
            return [new($"appends, {Clients} clients", $"{rate:F0}/s; skipped the comparison: no pgbench here", $"≥ {AppendGoal:P0} of pgbench")];
        var limit = new Sampled(theirs).At(50);
        return
        [
            new($"appends, {Clients} clients", $"{rate:F0}/s", $"≥ {AppendGoal:P0} of pgbench", rate >= AppendGoal * limit),
            new("    pgbench, same statement", $"{limit:F0}/s, so {rate / limit:P0}"),
        ];
    }

    private static async Task<double> OursAsync(BenchStore store, TimeSpan window, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(
            async () =>
            {
                var count = 0L;
                for (; TimeProvider.System.GetElapsedTime(began) < window; count++)
                {
                    await using var session = store.Sessions.Open(RequestContext.System("bench"));
                    // As random as those of pgbench: both fill the index at random places.
                    session.Append("account", new Guid(RandomNumberGenerator.GetBytes(16)), 0, [new BenchOpened("Ada Lovelace")]);
                    await session.CommitAsync(ct);
                }

                return count;
            },
            ct)));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> PgbenchAsync(string pgbench, BenchStore store, TimeSpan window, CancellationToken ct)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script.ReplaceLineEndings(" "), ct);
            var (address, output) = (store.Address, new List<string>());
            string[] arguments =
            [
                "-n", "-M", "prepared", "-c", $"{Clients}", "-j", "2", "-T", $"{Math.Max(1, (int)window.TotalSeconds)}", "-f", script,
                "-h", address.Host!, "-p", $"{address.Port}", "-U", address.Username!, address.Database!,
            ];
            var exitCode = await Tool.RunAsync(pgbench, arguments, output.Add, ct, new Dictionary<string, string> { ["PGPASSWORD"] = address.Password! });
            var tps = Tps().Match(string.Join('\n', output));
            return exitCode == 0 && tps.Success
                ? double.Parse(tps.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new RefusedException(AppHost.Hosting.Monitoring.ExitCodes.Failed, $"pgbench failed:\n{string.Join('\n', output)}");
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<IReadOnlyList<Figure>> ReadBackAsync(string server, CancellationToken ct)
    {
        const int Streams = 50_000;
        const int EventsEach = 5;
        int[] lengths = [5, 50, 500];
        await using var store = await BenchStore.CreateAsync(server, withProjection: true, ct);
        await store.ExecuteAsync(SeedOf("rebuild", Streams, EventsEach), ct);
        await store.ExecuteAsync("INSERT INTO bench_accounts SELECT DISTINCT stream_id, '', 0, 0, now() FROM events; ANALYZE", ct);
        var (rebuilt, rate, swap) = await RebuildAsync(store, ct);
        var figures = new List<Figure>
        {
            new($"rebuild of {rebuilt:N0} events", $"{rate:N0} events/s, swapped in {swap:F0} ms", $"≥ {RebuildGoal:N0}/s", rate >= RebuildGoal),
        };
        foreach (var length in lengths)
        {
            await store.ExecuteAsync(SeedOf($"load{length}-", 200, length), ct);
            figures.Add(new($"    loading {length} events", $"{await LoadAsync(store, length, ct)}"));
        }

        return figures;
    }

    private static async Task<(long Events, double Rate, double SwapMilliseconds)> RebuildAsync(BenchStore store, CancellationToken ct)
    {
        var workers = store.Services.GetServices<IHostedService>().ToArray();
        foreach (var worker in workers)
            await worker.StartAsync(ct);
        var (book, id) = (store.Services.GetRequiredService<ProjectionBook>(), Guid.CreateVersion7());
        var projection = book.Find("bench-accounts")!.Name;
        await using var session = store.Sessions.Open(RequestContext.System("bench"));
        ProjectionBook.RequestRebuild(session, id, projection, "bench", "how fast it is");
        await session.CommitAsync(ct);
        Rebuild? rebuild;
        while ((rebuild = await ProjectionBook.FindRebuildAsync(session, projection, id, ct)) is not { State: "swapped" or "failed" })
            await Task.Delay(100, ct);
        foreach (var worker in workers)
            await worker.StopAsync(ct);
        var seconds = (rebuild.FinishedAt - rebuild.StartedAt) is { TotalSeconds: > 0 } took ? took.TotalSeconds : double.PositiveInfinity;
        return (rebuild.Events, rebuild.State == "swapped" ? rebuild.Events / seconds : 0, rebuild.SwapMilliseconds ?? 0);
    }

    private static async Task<Sampled> LoadAsync(BenchStore store, int length, CancellationToken ct)
    {
        var streams = store.Services.GetRequiredService<EventStreams>();
        await using var session = store.Sessions.Open(RequestContext.System("bench"));
        var ids = await session.QueryAsync(
            "SELECT md5($1::text || s)::uuid FROM generate_series(1, 200) s", row => row.GetGuid(0), ct, $"load{length}-");
        var milliseconds = new List<double>();
        foreach (var id in ids.Concat(ids))
        {
            var began = TimeProvider.System.GetTimestamp();
            await streams.LoadAsync(session, id, ct);
            milliseconds.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        }

        return new Sampled(milliseconds.Skip(ids.Count));
    }

    private static string SeedOf(string prefix, int streams, int events) => Seed
        .Replace("{0}", prefix, StringComparison.Ordinal)
        .Replace("{1}", $"{streams}", StringComparison.Ordinal)
        .Replace("{2}", $"{events}", StringComparison.Ordinal);

    private static string? FindPgbench() => Tool.Find("pgbench") ?? (Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin", "pgbench")).Where(File.Exists).Max(StringComparer.Ordinal)
        : null);

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
