using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class DeleteRoleTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private static readonly string[] Reading = ["roles:read"];

    [Fact]
    public async Task DeleteRole_ThatSomebodyHolds_AsksFirstAndTakesItWhenToldTo()
    {
        var client = await OwnerAsync();
        await MakeAsync(client, "porter");
        var porter = await host.SignedInAsync("porter");

        Assert.Equal("identity.role_is_held", await (await DeleteAsync(client, "porter", "\"1\"")).CodeAsync(409));
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(client, "porter?takeFromHolders=true", "\"1\"")).StatusCode);

        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM roles WHERE name = 'porter'"));
        Assert.Equal("customer", await host.Database.ScalarAsync<string>(
            "SELECT string_agg(r.name, ',') FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE user_id = $1", porter.Id));
        using var former = host.CreateClient(porter.AccessToken); // the token still names the role
        var began = TimeProvider.System.GetTimestamp();
        while ((await former.GetAsync("/api/v1/roles")).StatusCode != HttpStatusCode.Forbidden)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "The removed role still grants.");
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task DeleteRole_AndMakingItAgain_IsPossibleOnceNoTokenCanNameItAnyMore()
    {
        var client = await OwnerAsync();
        await MakeAsync(client, "phoenix");
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(client, "phoenix", "\"1\"")).StatusCode);
        Assert.Equal("identity.role_name_rests", await (await PostAsync(client, "phoenix")).CodeAsync(409));

        await host.Database.ExecuteAsync("UPDATE removed_roles SET removed_at = removed_at - interval '16 minutes' WHERE name = 'phoenix'");
        var again = await PostAsync(client, "phoenix");

        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal("\"3\"", again.Headers.ETag?.Tag); // above all that the other services have seen
    }

    [Theory]
    [InlineData("support", "\"0\"", 409)]
    [InlineData("owner", "\"0\"", 409)]
    [InlineData("emperor", "\"0\"", 404)]
    [InlineData("guard", "\"7\"", 412)]
    [InlineData("guard", null, 428)]
    public async Task DeleteRole_ThatStays_IsRefused(string role, string? tag, int status)
    {
        var client = await OwnerAsync();
        await PostAsync(client, "guard");
        Assert.NotNull(await (await DeleteAsync(client, role, tag)).CodeAsync(status));
    }

    private async Task<HttpClient> OwnerAsync()
    {
        await host.UntilDeclaredAsync();
        return host.CreateClient((await host.SignedInAsync("owner")).AccessToken);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string name) =>
        client.PostAsJsonAsync("/api/v1/roles", new { name, permissions = Reading });

    private static async Task MakeAsync(HttpClient client, string name) => Assert.Equal(HttpStatusCode.Created, (await PostAsync(client, name)).StatusCode);

    private static async Task<HttpResponseMessage> DeleteAsync(HttpClient client, string role, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/roles/{role}");
        if (tag is not null)
            request.Headers.Add("If-Match", tag);
        return await client.SendAsync(request);
    }
}
