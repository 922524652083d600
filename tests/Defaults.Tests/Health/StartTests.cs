using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Commerce.Defaults.Tests;

public sealed class StartTests : IAsyncLifetime
{
    private readonly SampleService _service = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Start_BeforeTheDatabase_WaitsForIt()
    {
        var real = new NpgsqlConnectionStringBuilder(_service.Database.ConnectionString);
        var port = FreePort();
        _service.Settings["ConnectionStrings:sampledb"] = new NpgsqlConnectionStringBuilder(real.ConnectionString) { Port = port }.ConnectionString;

        var starting = Task.Run(() => _service.CreateClient(token: null), Stop);
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        Assert.False(starting.IsCompleted);

        using var late = new TcpListener(IPAddress.Loopback, port);
        late.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var forwarding = ForwardAsync(late, new DnsEndPoint(real.Host!, real.Port), stop.Token);
        using var client = await starting;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health", Stop)).StatusCode);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forwarding);
    }

    [Fact]
    public async Task Start_OfSeveralReplicasAtOnce_MigratesOnce()
    {
        var hosts = Enumerable.Range(0, 4).Select(_ => new SampleService()).ToList();
        foreach (var host in hosts)
        {
            await host.InitializeAsync();
            host.Settings["ConnectionStrings:sampledb"] = _service.Database.ConnectionString;
        }

        var clients = await Task.WhenAll(hosts.Select(host => Task.Run(() => host.CreateClient(token: null), Stop)));
        Assert.All(await Task.WhenAll(clients.Select(c => c.GetAsync("/health", Stop))), a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(1, await _service.Database.ScalarAsync<long>("SELECT count(*) FROM schema_migrations WHERE module = 'defaults' AND number = 1"));
        foreach (var host in hosts)
            await host.DisposeAsync();
    }

    private static async Task ForwardAsync(TcpListener from, DnsEndPoint to, CancellationToken ct)
    {
        while (true)
        {
            var incoming = await from.AcceptTcpClientAsync(ct);
            var outgoing = new TcpClient();
            await outgoing.ConnectAsync(to.Host, to.Port, ct);
            _ = incoming.GetStream().CopyToAsync(outgoing.GetStream(), ct);
            _ = outgoing.GetStream().CopyToAsync(incoming.GetStream(), ct);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
