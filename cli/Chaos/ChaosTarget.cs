using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Commerce.AppHost.Hosting.Monitoring;
using Npgsql;

namespace Commerce.Cli;

/// <summary>The hands on a running platform: what a failing machine does to processes, connections and servers.</summary>
internal sealed class ChaosTarget(RunningShop shop, ChaosNetwork network)
{
    private const string OthersBackends = "backend_type = 'client backend' AND pid <> pg_backend_pid()";

    // Chosen first, or the planner may end this connection before it asks whose it is.
    private const string Terminate = $"""
        WITH others AS MATERIALIZED (SELECT pid FROM pg_stat_activity WHERE {OthersBackends})
        SELECT pid FROM others WHERE pg_terminate_backend(pid)
        """;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly InstanceDirectory _instance = shop.Instance;

    public ChaosNetwork Network => network;

    /// <exception cref="RefusedException">The services of this platform cannot be made to fail at a point.</exception>
    public void RequireFaults()
    {
        if (!Directory.Exists(_instance.Faults))
            throw new RefusedException(ExitCodes.Usage, "This platform was not started to fail: ./commerce stop, then ./commerce run --detach --faults.");
    }

    /// <summary>As the kernel does when memory runs out. Answers the moment of death.</summary>
    public async Task<long> KillAsync(string resource, string signal, CancellationToken ct)
    {
        var pid = await PidAsync(resource, ct);
        var moment = TimeProvider.System.GetTimestamp();
        await SignalAsync(signal, [pid]);
        await UntilReplacedAsync(resource, pid, ct);
        return moment;
    }

    /// <summary>Ends a service in the middle of what it does. Answers the moment of death.</summary>
    public async Task<long> DieAtAsync(string resource, string point, CancellationToken ct)
    {
        var file = _instance.FaultFileOf(resource);
        var pid = await PidAsync(resource, ct);
        try
        {
            await File.WriteAllTextAsync($"{file}.new", point, ct);
            File.Move($"{file}.new", file, overwrite: true);
            await UntilAsync(() => !File.Exists(file), Glance, $"{resource} to reach {point}", ct);
        }
        finally
        {
            File.Delete(file);
        }

        var moment = TimeProvider.System.GetTimestamp();
        await UntilReplacedAsync(resource, pid, ct);
        return moment;
    }

    /// <summary>Stops processes without ending them, as a machine that swaps or a paused virtual machine does. Answers when they went on.</summary>
    public static async Task<long> FreezeAsync(IReadOnlyList<int> pids, TimeSpan time, CancellationToken ct)
    {
        if (pids.Count == 0)
            throw new RefusedException(ExitCodes.Failed, "There is nothing to freeze: the event log is not in this PostgreSQL.");
        try
        {
            await SignalAsync("STOP", pids);
            await Task.Delay(time, ct);
        }
        finally
        {
            await SignalAsync("CONT", pids);
        }

        return TimeProvider.System.GetTimestamp();
    }

    public async Task<int> PidAsync(string resource, CancellationToken ct)
    {
        int? pid = null;
        await UntilAsync(() => (pid = Resource(resource).Pid) is not null, Look, $"{resource} to have a process", ct);
        return pid!.Value;
    }

    public Task<IReadOnlyList<int>> BackendsAsync(string database, CancellationToken ct) =>
        PidsAsync($"SELECT pid FROM pg_stat_activity WHERE {OthersBackends} AND datname = '{database}'", ct);

    /// <summary>Cuts every connection to PostgreSQL, again and again. Answers when it is over.</summary>
    public async Task<long> CutConnectionsAsync(TimeSpan time, CancellationToken ct)
    {
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < time; await Task.Delay(Look, ct))
            await PidsAsync(Terminate, ct);
        return TimeProvider.System.GetTimestamp();
    }

    public async Task<long> FlushRedisAsync(CancellationToken ct)
    {
        var address = new Uri(Resource("redis").Urls[0]);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {shop.Secrets["redis"]}\r\nFLUSHALL\r\n"), ct);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        if (await reader.ReadLineAsync(ct) is not "+OK" || await reader.ReadLineAsync(ct) is not "+OK")
            throw new RefusedException(ExitCodes.Failed, "Redis did not do what it was told.");
        return TimeProvider.System.GetTimestamp();
    }

    public Task UntilWellAsync(CancellationToken ct) =>
        UntilAsync(() => State().Resources.All(ResourceTable.IsWell), Look, "everything to be healthy", ct);

    private static async Task SignalAsync(string signal, IReadOnlyList<int> pids)
    {
        var list = string.Join(' ', pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture)));
        await Tool.RunAsync("sh", ["-c", $"kill -s {signal} {list}"], _ => { }, CancellationToken.None);
    }

    private Task UntilReplacedAsync(string resource, int pid, CancellationToken ct) =>
        UntilAsync(() => Resource(resource).Pid is { } now && now != pid, Look, $"{resource} to be started again", ct);

    private static async Task UntilAsync(Func<bool> isSo, TimeSpan pause, string what, CancellationToken ct)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !isSo(); await Task.Delay(pause, ct))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new RefusedException(ExitCodes.Failed, $"Waited {Patience.TotalSeconds:F0} s for {what}.");
        }
    }

    // A connection of its own each time: one from a pool may have been cut.
    private async Task<IReadOnlyList<int>> PidsAsync(string sql, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(shop.Database("postgres")) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var pids = new List<int>();
        while (await reader.ReadAsync(ct))
            pids.Add(reader.GetInt32(0));
        return pids;
    }

    private ResourceSnapshot Resource(string name) => State().Resources.First(resource => resource.Name == name);

    private InstanceState State() =>
        InstanceState.Read(_instance) is { } state && state.IsAlive() ? state : throw new RefusedException(ExitCodes.NotRunning, "The platform has ended.");
}
