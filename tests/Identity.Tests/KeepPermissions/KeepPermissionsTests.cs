using System.Text.Json;

namespace Commerce.Identity;

public sealed class KeepPermissionsTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Start_OfTheService_PutsItsOwnPermissionsIntoTheCatalogue()
    {
        var owner = await host.SignedInAsync("owner");
        await host.UntilDeclaredAsync();
        using var client = host.CreateClient(owner.AccessToken);

        var listed = await ListedAsync(client);

        Assert.Equal("Make, change and remove roles, and decide who has them.", listed["roles:write"].GetProperty("description").GetString());
        Assert.Equal(["identity"], listed["roles:write"].GetProperty("services").EnumerateArray().Select(s => s.GetString()));
        Assert.Contains("messages:read", listed.Keys);
    }

    [Fact]
    public async Task Declaration_OfANewPermission_IsGrantedToTheOwnerAndToldToAll()
    {
        await host.DeclareAsync("stars", 1, "stars:read");
        await host.DeclareAsync("stars", 2, "stars:read", "stars:write");

        Assert.Equal(
            1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM role_permissions WHERE role = 'owner' AND permissions @> '{stars:read,stars:write}'"));
        var told = await host.Database.ScalarAsync<string>("SELECT envelope FROM outbox WHERE key = 'owner' ORDER BY position DESC LIMIT 1");
        var data = JsonDocument.Parse(told!).RootElement.GetProperty("data");
        Assert.Contains("stars:write", data.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(
            await host.Database.ScalarAsync<long>("SELECT version FROM role_permissions WHERE role = 'owner'"), data.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Declaration_OfAnOlderVersion_ChangesNothing()
    {
        var owner = await host.SignedInAsync("owner");
        using var client = host.CreateClient(owner.AccessToken);
        await host.DeclareAsync("moons", 3, "moons:read");
        await host.DeclareAsync("moons", 2, "moons:read", "moons:old");
        await host.DeclareAsync("marker", 1, "marker:read"); // handled after it: messages of one batch keep their order per key only
        await host.DeclareAsync("moons", 4, "moons:read");

        Assert.DoesNotContain("moons:old", (await ListedAsync(client)).Keys);
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM role_permissions WHERE 'moons:old' = ANY (permissions)"));
    }

    [Fact]
    public async Task Declaration_WithoutAPermission_TakesItOutOfTheCatalogue_UnlessAnotherServiceAsksForIt()
    {
        var owner = await host.SignedInAsync("owner");
        using var client = host.CreateClient(owner.AccessToken);
        await host.DeclareAsync("suns", 1, "suns:read", "shared:read");
        await host.DeclareAsync("planets", 1, "shared:read");
        await host.DeclareAsync("suns", 2);

        var listed = await ListedAsync(client);

        Assert.DoesNotContain("suns:read", listed.Keys);
        Assert.Equal(["planets"], listed["shared:read"].GetProperty("services").EnumerateArray().Select(s => s.GetString()));
    }

    private static async Task<Dictionary<string, JsonElement>> ListedAsync(HttpClient client) =>
        (await (await client.GetAsync("/api/v1/permissions")).JsonAsync()).GetProperty("permissions").EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!);
}
