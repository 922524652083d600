using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Commerce.Defaults.Tests;

public sealed class DeclarePermissionsTests(SampleService service) : IClassFixture<SampleService>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_TellsIdentityWhatTheEndpointsAskFor()
    {
        service.StartServer();
        var told = JsonDocument.Parse((await service.Database.ScalarAsync<string>("SELECT envelope FROM outbox WHERE topic = 'identity.commands' ORDER BY position LIMIT 1"))!).RootElement;

        Assert.Equal("sample", told.GetProperty("aggregateId").GetString());
        Assert.Equal(1, told.GetProperty("data").GetProperty("version").GetInt64());
        Assert.Equal(
            ["inventory:write", "messages:read", "messages:write", "press:run"],
            told.GetProperty("data").GetProperty("permissions").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Owner_HoldsWhatTheServiceAsksFor_ThoughNoTableSaysSoYet()
    {
        using var owner = service.CreateClient(Guid.CreateVersion7(), "owner");
        using var warehouse = service.CreateClient(Guid.CreateVersion7(), "warehouse");
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync(new Uri("/api/v1/press", UriKind.Relative), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await warehouse.GetAsync(new Uri("/api/v1/press", UriKind.Relative), Stop)).StatusCode);
    }

    [Fact]
    public async Task Version_CountsTheChangesOfTheList()
    {
        service.StartServer();
        var before = await DeclareAgainAsync();
        Assert.Equal(before, await DeclareAgainAsync());
        await service.Database.ExecuteAsync("UPDATE declared_permissions SET content = '{notes:read Read notes.}'"); // as an older release left it
        Assert.Equal(before + 1, await DeclareAgainAsync());
    }

    [Fact]
    public async Task Permission_DescribedInTwoWays_StopsTheStart()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("Auth:Authority", "http://issuer.invalid"), new("urls", "http://127.0.0.1:0")]);
        builder.AddServiceDefaults("ambiguous");
        await using var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/one", () => "").RequirePermission(new DeclaredPermission("notes:read", "Read notes."));
        app.MapGet("/two", () => "").RequirePermission(new DeclaredPermission("notes:read", "Look at notes."));
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Stop));
        Assert.Contains("notes:read", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<long> DeclareAgainAsync()
    {
        await service.Services.GetServices<IHostedService>().OfType<DeclarePermissions>().Single().StartAsync(Stop);
        return await service.Database.ScalarAsync<long>(
            "SELECT (envelope::jsonb #>> '{data,version}')::bigint FROM outbox WHERE topic = 'identity.commands' ORDER BY position DESC LIMIT 1");
    }
}
