using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class CreateRoleTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private static readonly string[] Reading = ["customers:read", "roles:read"];

    private static readonly string[] Writing = ["roles:write"];

    [Fact]
    public async Task CreateRole_ByAnOwner_GrantsItsHoldersWhatItSays()
    {
        var (owner, client) = await OwnerAsync();
        var answer = await client.PostAsJsonAsync("/api/v1/roles", new { name = "reception", permissions = Reading });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);

        var receptionist = await host.SignedInAsync("reception");
        using var receptionists = host.CreateClient(receptionist.AccessToken);
        await UntilAsync(receptionists, "/api/v1/roles", HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Forbidden, (await receptionists.PostAsJsonAsync("/api/v1/roles", new { name = "x", permissions = Reading })).StatusCode);
        Assert.Equal(1L, await host.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox WHERE key = 'reception' AND envelope LIKE '%role-permissions-changed%'"));
        Assert.NotEqual(owner, receptionist.Id);
    }

    [Fact]
    public async Task CreateRole_TwiceAtOnce_MakesOne()
    {
        var (_, client) = await OwnerAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.PostAsJsonAsync("/api/v1/roles", new { name = "twin", permissions = Reading })));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
            Assert.Equal("identity.role_exists", await refused.CodeAsync(409));
    }

    [Theory]
    [InlineData("""{"name":"Big","permissions":[]}""", 422)]
    [InlineData("""{"name":"-x","permissions":[]}""", 422)]
    [InlineData("""{"name":"","permissions":[]}""", 422)]
    [InlineData("""{"name":"a\u0000b","permissions":[]}""", 400)]
    [InlineData("""{"name":"desk","permissions":["orders:eat"]}""", 422)]
    [InlineData("""{"name":"desk","permissions":[null]}""", 422)]
    [InlineData("""{"name":"desk"}""", 400)]
    [InlineData("""{"name":"desk","permissions":[],"more":1}""", 400)]
    [InlineData("""{"name":"owner","permissions":[]}""", 409)]
    public async Task CreateRole_WithBadInput_IsRefused(string body, int status)
    {
        var (_, client) = await OwnerAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Assert.NotNull(await (await client.PostAsync("/api/v1/roles", content)).CodeAsync(status));
    }

    [Fact]
    public async Task CreateRole_BeyondOnesOwnRights_IsRefused()
    {
        var (_, client) = await OwnerAsync();
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsJsonAsync("/api/v1/roles", new { name = "clerk", permissions = Writing })).StatusCode);
        var clerk = await host.SignedInAsync("clerk");
        using var clerks = host.CreateClient(clerk.AccessToken);
        // Until the role's permission has arrived, every call is forbidden for want of it.
        var began = TimeProvider.System.GetTimestamp();
        while (await (await clerks.PostAsJsonAsync("/api/v1/roles", new { name = "spy", permissions = Reading })).CodeAsync(403) == "forbidden")
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "The clerk's permission never arrived.");

        Assert.Equal("identity.beyond_own_rights", await (await clerks.PostAsJsonAsync("/api/v1/roles", new { name = "spy", permissions = Reading })).CodeAsync(403));
        Assert.Equal(HttpStatusCode.Created, (await clerks.PostAsJsonAsync("/api/v1/roles", new { name = "empty", permissions = Array.Empty<string>() })).StatusCode);
    }

    private async Task<(Guid Id, HttpClient Client)> OwnerAsync()
    {
        await host.UntilDeclaredAsync();
        var owner = await host.SignedInAsync("owner");
        return (owner.Id, host.CreateClient(owner.AccessToken));
    }

    private static async Task UntilAsync(HttpClient client, string path, HttpStatusCode expected)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((await client.GetAsync(path)).StatusCode != expected)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), $"{path} never became {expected}.");
            await Task.Delay(20);
        }
    }
}
