using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Identity;

public sealed class SetRolePermissionsTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private static readonly string[] CatalogRights = ["catalog:read", "catalog:write"];

    // As Catalog, Ordering and Payments do when they start.
    private async Task DeclareAsync() => await host.DeclareAsync("others", 1, "catalog:read", "catalog:write", "payments:read", "payments:write", "orders:read");

    [Fact]
    public async Task SetRolePermissions_ByAnOwner_IsInForceAtOnceAndToldToAll()
    {
        await DeclareAsync();
        var owner = await host.SignedInAsync("owner");
        var support = await host.SignedInAsync("support");
        using var client = host.CreateClient(owner.AccessToken);
        using var supportClient = host.CreateClient(support.AccessToken);
        Assert.Equal(HttpStatusCode.Forbidden, (await supportClient.GetAsync("/api/v1/roles")).StatusCode);

        var version = await VersionAsync(client, "support");
        var answer = await PutAsync(client, "support", version, ["roles:read", "orders:read", "customers:read"]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"\"{version + 1}\"", answer.Headers.ETag?.Tag);
        var began = TimeProvider.System.GetTimestamp();
        while ((await supportClient.GetAsync("/api/v1/roles")).StatusCode != HttpStatusCode.OK) // with the token from before
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(5), "the change did not come into force");
            await Task.Delay(20);
        }

        var message = await host.Database.ScalarAsync<string>("SELECT envelope FROM outbox WHERE key = 'support' ORDER BY position DESC LIMIT 1");
        var data = JsonDocument.Parse(message!).RootElement.GetProperty("data");
        Assert.Equal(version + 1, data.GetProperty("version").GetInt64());
        Assert.Equal(["customers:read", "orders:read", "roles:read"], data.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
    }

    [Fact]
    public async Task SetRolePermissions_OnAnOldVersion_IsRefused()
    {
        await DeclareAsync();
        var owner = await host.SignedInAsync("owner");
        using var client = host.CreateClient(owner.AccessToken);
        var version = await VersionAsync(client, "warehouse");
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(client, "warehouse", version, ["inventory:read"])).StatusCode);
        Assert.Equal("precondition_failed", await (await PutAsync(client, "warehouse", version, [])).CodeAsync(412));
    }

    [Fact]
    public async Task SetRolePermissions_ByManyAtOnce_LetsOneWin()
    {
        await DeclareAsync();
        var owner = await host.SignedInAsync("owner");
        using var client = host.CreateClient(owner.AccessToken);
        var version = await VersionAsync(client, "finance");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => PutAsync(client, "finance", version, i % 2 == 0 ? ["payments:read"] : [])));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(9, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal(version + 1, await VersionAsync(client, "finance"));
    }

    [Fact]
    public async Task SetRolePermissions_BeyondOnesOwnRights_IsRefused()
    {
        await DeclareAsync();
        await host.Database.ExecuteAsync("INSERT INTO roles (id, name, normalized_name, concurrency_stamp) VALUES ($1, 'deputy', 'DEPUTY', '1')", Guid.CreateVersion7());
        await host.Database.ExecuteAsync("INSERT INTO role_permissions (role, permissions, version) VALUES ('deputy', '{roles:read,roles:write}', 0)");
        var deputy = await host.SignedInAsync("deputy");
        using var client = host.CreateClient(deputy.AccessToken);
        Assert.Equal("identity.beyond_own_rights", await (await PutAsync(client, "deputy", 0, ["roles:read", "roles:write", "payments:write"])).CodeAsync(403));
        Assert.Equal("identity.beyond_own_rights", await (await PutAsync(client, "catalog-manager", 0, [])).CodeAsync(403));
    }

    [Fact]
    public async Task SetRolePermissions_AfterTheCallersRoleIsGone_IsRefusedThoughTheTokenStillNamesIt()
    {
        await DeclareAsync();
        await host.SignedInAsync("owner"); // one stays
        var former = await host.SignedInAsync("owner");
        await host.Database.ExecuteAsync(
            "DELETE FROM user_roles WHERE user_id = $1 AND role_id = (SELECT id FROM roles WHERE name = 'owner')", former.Id);
        using var client = host.CreateClient(former.AccessToken);
        Assert.Equal("identity.beyond_own_rights", await (await PutAsync(client, "catalog-manager", 0, [])).CodeAsync(403));
    }

    [Theory]
    [InlineData("owner", "[]", "\"0\"", 409)]
    [InlineData("customer", """["orders:read"]""", "\"0\"", 409)]
    [InlineData("emperor", "[]", "\"0\"", 404)]
    [InlineData("catalog-manager", """["catalog:eat"]""", "\"0\"", 422)]
    [InlineData("catalog-manager", """[null]""", "\"0\"", 422)]
    [InlineData("catalog-manager", "null", "\"0\"", 400)]
    [InlineData("catalog-manager", "\"catalog:read\"", "\"0\"", 400)]
    [InlineData("catalog-manager", "[]", null, 428)]
    [InlineData("catalog-manager", "[]", "*", 412)]
    [InlineData("catalog-manager", "[]", "W/\"0\"", 412)]
    public async Task SetRolePermissions_WithBadInput_IsRefused(string role, string permissions, string? tag, int status)
    {
        await DeclareAsync();
        var owner = await host.SignedInAsync("owner");
        using var client = host.CreateClient(owner.AccessToken);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/roles/{role}/permissions")
        {
            Content = new StringContent($$"""{"permissions":{{permissions}}}""", System.Text.Encoding.UTF8, "application/json"),
        };
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        Assert.NotNull(await (await client.SendAsync(request)).CodeAsync(status));
        Assert.Equal(CatalogRights, await host.Database.ScalarAsync<string[]>("SELECT permissions FROM role_permissions WHERE role = 'catalog-manager'"));
    }

    private static async Task<long> VersionAsync(HttpClient client, string role)
    {
        var roles = await (await client.GetAsync("/api/v1/roles")).JsonAsync();
        return roles.GetProperty("roles").EnumerateArray().Single(r => r.GetProperty("name").GetString() == role).GetProperty("version").GetInt64();
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string role, long version, string[] permissions)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/roles/{role}/permissions") { Content = JsonContent.Create(new { permissions }) };
        request.Headers.Add("If-Match", $"\"{version}\"");
        return await client.SendAsync(request);
    }
}
