using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;
using Npgsql;

namespace Commerce.AppHost.Hosting;

/// <summary>Runs a PostgreSQL cluster whose files belong to this instance alone.</summary>
internal sealed class PostgresServerDriver(PostgresServerResource server, RunnerOptions options, Secrets secrets) : IDriver
{
    // Sized for a developer's machine: durable commits, room for every service's pool, and no JIT, whose compile time
    // is longer than any of our queries.
    private static readonly string[] Settings =
    [
        "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300",
        "shared_buffers=256MB", "effective_cache_size=1GB", "work_mem=8MB", "maintenance_work_mem=128MB",
        "synchronous_commit=on", "wal_compression=on", "max_wal_size=2GB", "checkpoint_completion_target=0.9",
        "random_page_cost=1.1", "jit=off", "log_min_messages=warning", "log_line_prefix=%m [%p] %d ", "log_timezone=UTC", "timezone=UTC",
    ];

    private static readonly string[] ScratchSettings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=600"];

    private PostgresCluster? cluster;

    public string Kind => ResourceKinds.Postgres;

    public string? Source => cluster?.Directory;

    public IReadOnlyList<string> Urls => [$"tcp://127.0.0.1:{server.Port}"];

    public async Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct)
    {
        cluster ??= await PostgresCluster.LocateAsync(options.Instance, server.Name, ct);
        await cluster.CreateIfMissingAsync(secrets[server.Name], log, ct);
        await cluster.WaitForPredecessorAsync(ct);

        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["-D", cluster.Directory, "-p", port, .. SettingsToUse().SelectMany(setting => new[] { "-c", setting })];
        // INT asks PostgreSQL for a fast shutdown: clients are cut off, everything committed is written out.
        return cluster.AsOwner("postgres", arguments) with { StopSignal = "INT", Grace = TimeSpan.FromSeconds(60) };
    }

    private IEnumerable<string> SettingsToUse() => options.IsScratch ? Settings.Concat(ScratchSettings) : Settings;

    public async Task<bool> IsHealthyAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(await server.GetValueAsync(ct));
        await connection.OpenAsync(ct);
        await using var probe = new NpgsqlCommand("select not pg_is_in_recovery()", connection);
        return await probe.ExecuteScalarAsync(ct) is true;
    }
}
