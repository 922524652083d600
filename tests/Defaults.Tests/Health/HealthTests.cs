using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Commerce.Defaults.Tests;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly SampleService _service = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Health_FollowsTheDatabase_AliveDoesNot()
    {
        using var client = _service.CreateClient(token: null);
        Assert.Equal("healthy", (await (await client.GetAsync("/health", Stop)).JsonAsync(200)).GetProperty("status").GetString());

        var server = await PostgresServer.SharedAsync();
        await server.DropDatabaseAsync(_service.Database.ConnectionString);
        Assert.Equal("unreachable", (await (await client.GetAsync("/health", Stop)).JsonAsync(503)).GetProperty("database").GetString());
        Assert.Equal("alive", await client.GetStringAsync("/alive", Stop));
    }

    [Fact]
    public async Task Stop_BehindABalancer_SaysSoWhileStillAnswering()
    {
        _service.Settings["Shutdown:DrainSeconds"] = "3";
        using var client = _service.CreateClient(token: null);
        Assert.Equal("healthy", (await (await client.GetAsync("/health", Stop)).JsonAsync(200)).GetProperty("status").GetString());

        _service.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.Equal("stopping", (await (await client.GetAsync("/health", Stop)).JsonAsync(503)).GetProperty("status").GetString());
        Assert.Equal("alive", await client.GetStringAsync("/alive", Stop));
    }
}
