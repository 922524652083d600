using System.Net;
using System.Net.Sockets;
using Commerce.AppHost.Hosting.Monitoring;
using Npgsql;

namespace Commerce.AppHost.Tests;

/// <summary>However a platform ends, or fails to begin: nothing stays behind, nothing is lost, and the reason is said.</summary>
public sealed class PlatformEndTests
{
    [Fact]
    public async Task Stop_EndsDependentsFirst_AndKeepsTheData()
    {
        await using var platform = new SamplePlatform();
        await platform.StartUntilReadyAsync();
        await using (var before = await OpenAsync(platform))
            await new NpgsqlCommand("create table kept as select 42 as answer", before).ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var pids = PidsOf(platform);

        Assert.Equal(ExitCodes.Ok, await platform.EndAsync());

        Assert.All(pids, pid => Assert.Null(ProcessClock.StartOf(pid)));
        Assert.Equal(InstancePhases.Stopped, platform.State.Phase);
        AssertStopOrder(platform, "shop", "identity", "sampledb", "postgres");
        AssertStopOrder(platform, "shop", "redis");
        Assert.Contains("stopping in good order", File.ReadAllText(platform.Instance.LogOf("identity")), StringComparison.Ordinal);

        await platform.StartUntilReadyAsync();
        await using var after = await OpenAsync(platform);
        Assert.Equal(42, await new NpgsqlCommand("select answer from kept", after).ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task KillOfTheRunner_LeavesNoProcess_AndTheDatabaseShutsDownCleanly()
    {
        await using var platform = new SamplePlatform();
        await platform.StartUntilReadyAsync();
        var pids = PidsOf(platform);
        Assert.True(pids.Count >= 5, "There must be processes that could be left behind.");

        await platform.EndAsync("KILL");
        await platform.UntilAsync(() => pids.TrueForAll(pid => ProcessClock.StartOf(pid) is null));

        Assert.Equal(InstancePhases.Ready, platform.State.Phase);
        Assert.False(platform.State.IsAlive());

        // At once and on the same ports and data: as a person would.
        await platform.StartUntilReadyAsync();
        Assert.DoesNotContain("was not properly shut down", File.ReadAllText(platform.Instance.LogOf("postgres")), StringComparison.Ordinal);
        Assert.Equal(2, File.ReadLines(platform.Instance.LogOf("postgres")).Count(line => line.Contains("ready to accept connections", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task KillOfTheRunner_WhileTheDatabaseIsBeingCreated_LeavesNothingHalfDone()
    {
        await using var platform = new SamplePlatform();
        await platform.StartAsync();
        var home = Path.Combine(platform.Instance.Root, "postgres");
        await platform.UntilAsync(() => Directory.Exists(Path.Combine(home, $"draft-{platform.RunnerPid}", "base")));

        await platform.EndAsync("KILL");

        await platform.StartUntilReadyAsync();
        Assert.Empty(Directory.EnumerateDirectories(home, "draft*"));
    }

    [Fact]
    public async Task EndOfTheCommandThatStartedIt_EndsTheRunner()
    {
        await using var platform = new SamplePlatform();
        await platform.StartAsync("--lifeline", "stdin");
        await platform.UntilAsync(() => platform.ConsoleText.Contains("redis", StringComparison.Ordinal));

        platform.CloseStandardInput();

        Assert.Equal(ExitCodes.Ok, await platform.ExitCodeAsync());
    }

    [Fact]
    public async Task TakenPort_IsRefusedByNumberAndOwner()
    {
        await using var platform = new SamplePlatform();
        using var intruder = new TcpListener(IPAddress.Loopback, platform.Instance.PortBase + Ports.ServersOffset);
        intruder.Start();

        await platform.StartAsync();

        Assert.Equal(ExitCodes.PortTaken, await platform.ExitCodeAsync());
        var failure = Assert.IsType<InstanceFailure>(platform.State.Failure);
        Assert.Contains($"Port {platform.Instance.PortBase + Ports.ServersOffset} is already in use", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondRunner_OnTheSameInstance_IsRefused()
    {
        await using var platform = new SamplePlatform();
        Directory.CreateDirectory(platform.Instance.Root);
        await using var claim = new FileStream(platform.Instance.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        await platform.StartAsync();

        Assert.Equal(ExitCodes.AlreadyRunning, await platform.ExitCodeAsync());
        await claim.DisposeAsync();
        Directory.Delete(platform.Instance.Root, recursive: true);
    }

    [Fact]
    public async Task ServiceThatCannotStart_FailsThePlatform_ByItsName()
    {
        await using var platform = new SamplePlatform();
        await platform.StartAsync("--broken", "yes");

        await platform.UntilAsync(() => File.Exists(platform.Instance.StateFile) && platform.State.Phase == InstancePhases.Failed);

        Assert.Equal((ExitCodes.Unhealthy, "broken"), (platform.State.Failure!.ExitCode, platform.State.Failure.Resource));
        Assert.Equal((ResourceStates.Failed, 3), (platform["broken"].State, platform["broken"].ExitCode));
        Assert.Contains("this service cannot start", File.ReadAllText(platform.Instance.LogOf("broken")), StringComparison.Ordinal);
    }

    private static List<int> PidsOf(SamplePlatform platform) => [.. platform.State.Resources.Where(resource => resource.Pid is not null).Select(resource => resource.Pid!.Value)];

    private static async Task<NpgsqlConnection> OpenAsync(SamplePlatform platform)
    {
        var secrets = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(platform.Instance.SecretsFile))!;
        var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={platform.Instance.PortBase + Ports.ServersOffset};Username=sampledb;Database=sampledb;Password={secrets["sampledb"]};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static void AssertStopOrder(SamplePlatform platform, params string[] order)
    {
        var lines = platform.ConsoleText.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var times = order.Select(name => lines.Last(line => line[1] == name && line[2] is ResourceStates.Stopped)[0]).ToList();
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
    }
}
