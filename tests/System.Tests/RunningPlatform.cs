using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Commerce.AppHost.Hosting.Monitoring;
using Commerce.Cli;
using Npgsql;

namespace Commerce.SystemTests;

/// <summary>The whole platform, started with the command that a person uses, on ports and data of its own.</summary>
public sealed class RunningPlatform : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private const string KeycloakVariable = "KEYCLOAK_HOME";
    private readonly int _portBase = FreePortBase();
    private readonly Dictionary<string, ShopClient> _signedIn = [];

    internal static string? KeycloakHome { get; } = Environment.GetEnvironmentVariable(KeycloakVariable);

    /// <summary>Whether people come from a Keycloak; else it is Identity, whatever this machine has.</summary>
    internal bool WithKeycloak { get; init; }

    internal RunningShop Shop => RunningShop.Find(_portBase);

    public async ValueTask InitializeAsync()
    {
        var (exitCode, output) = await CommerceAsync("run", "--detach", "--no-build", "--faults");
        Assert.True(exitCode == ExitCodes.Ok, output);
    }

    public async ValueTask DisposeAsync()
    {
        var (exitCode, output) = await CommerceAsync("reset", "--yes");
        Assert.True(exitCode == ExitCodes.Ok, output);
    }

    /// <summary>Runs <c>./commerce</c> for this platform.</summary>
    internal async Task<(int ExitCode, string Output)> CommerceAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "commerce"), [.. arguments, "--port-base", $"{_portBase}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (!WithKeycloak)
            start.Environment.Remove(KeycloakVariable);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    internal Stores Stores() => new(Shop.Database("postgres"));

    internal async Task<ShopClient> StaffAsync(string email)
    {
        if (!_signedIn.TryGetValue(email, out var client))
            _signedIn[email] = client = await Shop.StaffAsync(email, default);
        return client;
    }

    internal Task<ShopClient> OwnerAsync() => StaffAsync(RunningShop.OwnerEmail);

    internal Task<ShopClient> NewShopperAsync() =>
        Shop.Visitor().RegisteredAsync($"s-{Guid.CreateVersion7():N}@example.org", $"system {Guid.CreateVersion7():N}", "Shopper", default);

    internal async Task<string> SkuAsync(int stock) => await Shelf.StockAsync(await OwnerAsync(), "System lamp", stock, default);

    internal Task<int> AvailableAsync(string sku) => Shelf.AvailableAsync(Shop.Visitor(), sku, default);

    /// <summary>Every promise holds once the platform has come to rest.</summary>
    internal async Task AssertVerifiedAsync()
    {
        var (exitCode, output) = await CommerceAsync("verify", "--wait", "90");
        Assert.True(exitCode == ExitCodes.Ok, output);
        Assert.DoesNotContain("not at rest", output, StringComparison.Ordinal);
    }

    internal async Task ExecuteAsync(string store, string sql)
    {
        await using var connection = new NpgsqlConnection(Shop.Database(store));
        await connection.OpenAsync();
        // As a restore or a careless operator could: past triggers and foreign keys.
        await using var command = new NpgsqlCommand($"SET session_replication_role = replica; {sql}", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rewrites a database's files without what was deleted, as the autovacuum would in time.</summary>
    internal async Task SweepAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(Shop.Database(database));
        // Statistics hold samples of values, and the old ones outlive the sweep that draws new ones.
        foreach (var statement in new[] { "VACUUM (FULL, ANALYZE)", "VACUUM FULL pg_statistic", "CHECKPOINT" })
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    internal async Task<long> CountAsync(string store, string sql)
    {
        await using var stores = Stores();
        return await stores.CountAsync(store, sql, TestContext.Current.CancellationToken);
    }

    /// <summary>Kills a service's process the hard way; the runner starts it again.</summary>
    internal void Kill(string resource)
    {
        if (Shop.State.Resources.First(r => r.Name == resource).Pid is not { } pid)
            return;
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It is down at this moment anyway.
        }
    }

    internal static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < s_patience, $"Waited too long for {what}.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static int FreePortBase()
    {
        for (var portBase = 41000; portBase < 60000; portBase += 100)
        {
            if (Enumerable.Range(portBase, Ports.Span).All(IsFree))
                return portBase;
        }

        throw new InvalidOperationException("No free ports.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>All tests of this project share one platform and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class OnePlatform : ICollectionFixture<RunningPlatform>
{
    public const string Name = "one platform";
}
