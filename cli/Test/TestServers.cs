using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.Cli;

/// <summary>A PostgreSQL and a Redis, and a Kafka where one is installed, for the time of the tests; nothing of them stays.</summary>
internal sealed class TestServers : IAsyncDisposable
{
    private const int Servers = 4; // PostgreSQL, Redis, and Kafka's two
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly InstanceDirectory instance;
    private readonly Process runner;

    private TestServers(InstanceDirectory instance, Process runner)
    {
        this.instance = instance;
        this.runner = runner;
    }

    public IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>();

    public static async Task<TestServers> StartAsync(CancellationToken ct)
    {
        var instance = new InstanceDirectory(Path.Combine(Checkout.Root, "artifacts", "test-servers"), FreePortBase());
        var servers = new TestServers(instance, AppHostProcess.Start(instance, detached: false, "Commerce.TestServers", "--data", "scratch"));
        try
        {
            await Screen.StepAsync("Starting the servers for the tests", "Servers for the tests are ready", async _ =>
            {
                await servers.WaitAsync(ct);
                return true;
            });
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        runner.StandardInput.Close(); // its lifeline: the servers end with it
        await runner.WaitForExitAsync();
        runner.Dispose();
        await instance.DeleteAsync();
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (InstanceState.Read(instance) is not { Phase: InstancePhases.Ready })
        {
            if (runner.HasExited || watch.Elapsed > Patience)
                throw new RefusedException(ExitCodes.Unhealthy, $"The servers for the tests did not start:\n{await File.ReadAllTextAsync(instance.LogOf("apphost"), ct)}");
            await Task.Delay(100, ct);
        }

        var secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(instance.SecretsFile, ct))!;
        var postgres = instance.PortBase + Ports.ServersOffset;
        var environment = new Dictionary<string, string>
        {
            ["COMMERCE_TEST_POSTGRES"] = $"Host=127.0.0.1;Port={postgres};Username=postgres;Password={secrets["postgres"]};Database=postgres;SSL Mode=Disable;GSS Encryption Mode=Disable",
            ["COMMERCE_TEST_REDIS"] = $"127.0.0.1:{postgres + 1},password={secrets["redis"]}",
        };
        if (System.Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 })
            environment["COMMERCE_TEST_KAFKA"] = $"127.0.0.1:{postgres + 2}";
        Environment = environment;
    }

    private static int FreePortBase()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var candidate = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (candidate < 65000 && Enumerable.Range(candidate + Ports.ServersOffset, Servers).All(Ports.IsFree))
                return candidate;
        }
    }
}
