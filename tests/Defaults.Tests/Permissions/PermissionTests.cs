using System.Net;
using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Defaults.Tests;

public sealed class PermissionTests(SampleService service) : IClassFixture<SampleService>
{
    private static readonly Uri s_stock = new("/api/v1/stock", UriKind.Relative);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("warehouse", 200)]
    [InlineData("owner", 200)]
    [InlineData("customer", 403)]
    [InlineData("finance", 403)]
    [InlineData("WAREHOUSE", 403)]
    [InlineData("inventory:write", 403)]
    public async Task Role_GrantsWhatItsTableSays(string role, int status)
    {
        using var client = service.CreateClient(Guid.CreateVersion7(), role);
        var answer = await client.GetAsync(s_stock, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 403)
            Assert.Contains("inventory:write", (await answer.ProblemAsync(403, "permission_denied")).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permission_AsAClaimOfTheToken_GrantsNothing()
    {
        var claims = service.Issuer.Claims(Guid.CreateVersion7());
        claims["permission"] = "inventory:write";
        claims["role"] = "owner";
        using var client = service.CreateClient(service.Issuer.Sign(claims));
        await (await client.GetAsync(s_stock, Stop)).ProblemAsync(403, "permission_denied");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("access")]
    [InlineData("API-KEY")]
    public async Task Scope_InAPersonsToken_GrantsNothing(string? use)
    {
        var claims = service.Issuer.Claims(Guid.CreateVersion7(), "customer");
        claims["scope"] = "inventory:write";
        if (use is not null)
            claims["token_use"] = use;
        using var client = service.CreateClient(service.Issuer.Sign(claims));
        await (await client.GetAsync(s_stock, Stop)).ProblemAsync(403, "permission_denied");
    }

    [Fact]
    public async Task Scopes_InTheTokenOfAnApiKey_AreAllItMay()
    {
        var claims = service.Issuer.Claims(Guid.CreateVersion7(), "owner"); // roles are people's
        claims["token_use"] = "api-key";
        claims["scope"] = "press:run notes:read";
        using var client = service.CreateClient(service.Issuer.Sign(claims));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/api/v1/press", UriKind.Relative), Stop)).StatusCode);
        await (await client.GetAsync(s_stock, Stop)).ProblemAsync(403, "permission_denied");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(new Uri("/api/v1/me", UriKind.Relative), Stop)).StatusCode); // it owns nothing
    }

    [Fact]
    public async Task Table_Changed_CountsForTokensAlreadyKnown()
    {
        using var client = service.CreateClient(Guid.CreateVersion7(), "support");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(s_stock, Stop)).StatusCode);
        await service.Database.ExecuteAsync("UPDATE role_permissions SET permissions = array_append(permissions, 'inventory:write') WHERE role = 'support'");
        await AnswersAsync(client, HttpStatusCode.OK);
        await service.Database.ExecuteAsync("UPDATE role_permissions SET permissions = array_remove(permissions, 'inventory:write') WHERE role = 'support'");
        await AnswersAsync(client, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Message_OfIdentity_ReplacesTheCopyUnlessItIsOld()
    {
        using var client = service.CreateClient(Guid.CreateVersion7(), "catalog-manager");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(s_stock, Stop)).StatusCode);

        await PublishAsync("catalog-manager", 2, "catalog:read", "inventory:write");
        await AnswersAsync(client, HttpStatusCode.OK);

        await PublishAsync("catalog-manager", 1);
        await PublishAsync("marker", 1, "x:y");
        while (await service.Database.ScalarAsync<long>("SELECT count(*) FROM role_permissions WHERE role = 'marker'") == 0)
            await Task.Delay(20, Stop);
        Assert.Equal(2, await service.Database.ScalarAsync<long>("SELECT version FROM role_permissions WHERE role = 'catalog-manager'"));
    }

    [Fact]
    public async Task Service_WithAnEndpointOfNobody_DoesNotStart()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("Auth:Authority", "http://issuer.invalid"), new("urls", "http://127.0.0.1:0")]);
        builder.AddServiceDefaults("careless");
        await using var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/api/v1/forgotten", () => "open to all");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Stop));
        Assert.Contains("/api/v1/forgotten", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/health", refusal.Message, StringComparison.Ordinal);
    }

    private async Task PublishAsync(string role, long version, params string[] permissions)
    {
        await using var session = service.Services.GetRequiredService<SessionFactory>().Open(RequestContext.System("test"));
        session.Publish(new RolePermissionsChangedV1(role, version, permissions, TimeProvider.System.GetUtcNow()), role);
        await session.CommitAsync(Stop);
    }

    private static async Task AnswersAsync(HttpClient client, HttpStatusCode expected)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((await client.GetAsync(s_stock, Stop)).StatusCode != expected)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(15), $"Never became {expected}.");
            await Task.Delay(20, Stop);
        }
    }
}
