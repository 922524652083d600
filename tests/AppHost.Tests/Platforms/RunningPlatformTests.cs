using System.Diagnostics;
using System.Net.Http.Json;
using Commerce.AppHost.Hosting.Monitoring;
using Npgsql;

namespace Commerce.AppHost.Tests;

/// <summary>What a service and a person may rely on while a platform runs; one platform serves all of these tests.</summary>
public sealed class RunningPlatformTests(RunningPlatformTests.Fixture fixture) : IClassFixture<RunningPlatformTests.Fixture>
{
    private static readonly HttpClient Http = new();
    private readonly SamplePlatform platform = fixture.Platform;

    [Fact]
    public void Start_StartsEachResource_OnlyWhenItsDependenciesAreHealthy()
    {
        AssertOrder("postgres", "Healthy", "sampledb");
        AssertOrder("sampledb", "Healthy", "seed");
        AssertOrder("seed", "Finished", "identity");
        AssertOrder("redis", "Healthy", "shop");
        AssertOrder("identity", "Healthy", "shop");
    }

    [Fact]
    public async Task OneShot_AfterItsWork_IsFinishedAndNotStartedAgain()
    {
        var seed = platform["seed"];
        Assert.Equal((ResourceStates.Finished, 0, 0), (seed.State, seed.ExitCode, seed.Restarts));
        // What it wrote reaches the file a moment after its end is known.
        var log = platform.Instance.LogOf("seed");
        for (var began = Stopwatch.GetTimestamp(); !(File.Exists(log) && (await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken)).Contains("the work is done", StringComparison.Ordinal));)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "The log does not tell of the work.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Environment_OfAService_FollowsAspiresConventions()
    {
        var shop = await EnvironmentOfAsync("shop");
        var identity = await EnvironmentOfAsync("identity");
        var issuer = platform["identity"].Urls[0];

        Assert.Equal(issuer, shop["services__identity__http__0"]);
        Assert.Equal($"{issuer}/realms/commerce", shop["Auth__Authority"]);
        Assert.Equal($"http://127.0.0.1:{platform.Instance.PortBase}", shop["ASPNETCORE_URLS"]);
        Assert.Equal($"http://localhost:{platform.Instance.PortBase}", platform["shop"].Urls[0]); // external: browsers know passkeys there
        Assert.Equal("shop", shop["OTEL_SERVICE_NAME"]);
        Assert.StartsWith($"127.0.0.1:{platform.Instance.PortBase + 51},password=", shop["ConnectionStrings__redis"], StringComparison.Ordinal);
        Assert.Equal("sampledb", new NpgsqlConnectionStringBuilder(identity["ConnectionStrings__sampledb"]).Username);
        Assert.Equal("eventlog", new NpgsqlConnectionStringBuilder(identity["ConnectionStrings__kafka"]).Database);
        Assert.DoesNotContain("ConnectionStrings__sampledb", shop.Keys);
    }

    [Fact]
    public async Task Replicas_EachHaveTheirOwnProcessAndAddress()
    {
        Assert.NotEqual(platform["shop"].Pid, platform["shop-2"].Pid);
        foreach (var replica in new[] { "shop", "shop-2" })
            Assert.Equal("healthy", await Http.GetStringAsync($"{platform[replica].Urls[0]}/health", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Database_OfOneService_IsClosedToTheRoleOfAnother()
    {
        var own = (await EnvironmentOfAsync("identity"))["ConnectionStrings__sampledb"]!;
        var foreign = new NpgsqlConnectionStringBuilder(own) { Database = "eventlog" }.ConnectionString;

        await using var connection = new NpgsqlConnection(foreign);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public void Secrets_AreReadableByTheirOwnerOnly_AndInNoStateOrLog()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(platform.Instance.SecretsFile));
        var secrets = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(platform.Instance.SecretsFile))!;

        Assert.Superset(new HashSet<string> { "postgres", "sampledb", "kafka", "redis", "sample-key" }, secrets.Keys.ToHashSet());
        foreach (var file in Directory.EnumerateFiles(platform.Instance.Logs).Append(platform.Instance.StateFile))
            Assert.DoesNotContain(secrets.Values, secret => File.ReadAllText(file).Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kill_OfAService_IsAnsweredByANewProcess_AndCounted()
    {
        var before = platform["shop-2"];

        await SamplePlatform.SendAsync("KILL", before.Pid!.Value);
        await platform.UntilAsync(() => platform["shop-2"] is { Health: ResourceHealth.Healthy, Restarts: 1 });

        Assert.NotEqual(before.Pid, platform["shop-2"].Pid);
        Assert.Contains("ended with exit code 137", File.ReadAllText(platform.Instance.LogOf("shop-2")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_IsServedBesideTheGateway()
    {
        Assert.Equal($"http://127.0.0.1:{platform.Instance.PortBase + 1}", platform.State.Dashboard);
        Assert.Contains("<html", await Http.GetStringAsync(platform.State.Dashboard, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string?>> EnvironmentOfAsync(string service) =>
        (await Http.GetFromJsonAsync<Dictionary<string, string?>>($"{platform[service].Urls[0]}/environment", TestContext.Current.CancellationToken))!;

    private void AssertOrder(string dependency, string outcome, string dependent)
    {
        var lines = platform.ConsoleText.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var ready = lines.FindIndex(line => line[1] == dependency && line.Contains(outcome));
        var started = lines.FindIndex(line => line[1] == dependent && line[2] != ResourceStates.Waiting);

        Assert.True(ready >= 0 && started > ready, $"'{dependent}' did not wait for '{dependency}':\n{platform.ConsoleText}");
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal SamplePlatform Platform { get; } = new();

        public async ValueTask InitializeAsync() => await Platform.StartUntilReadyAsync();

        public ValueTask DisposeAsync() => Platform.DisposeAsync();
    }
}
