using System.Net;
using System.Text.Json;

namespace Commerce.Identity;

public sealed class ListUsersTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task ListUsers_PageByPage_ShowsEachAccountOnce()
    {
        var staff = await host.SignedInAsync("support");
        for (var i = 0; i < 7; i++)
        {
            var person = await host.SignedInAsync();
            if (i % 2 == 0) // as an issuer elsewhere gives them, an id that says nothing about the time; and two of the same moment
                await host.Database.ExecuteAsync("UPDATE users SET registered_at = now() - $2 * interval '1 day' WHERE id = $1", person.Id, i / 4);
        }

        using var client = host.CreateClient(staff.AccessToken);

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await (await client.GetAsync($"/api/v1/users?limit=3&cursor={cursor}")).JsonAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(await host.Database.ScalarAsync<long>("SELECT count(*) FROM users"), seen.Count);
        Assert.Equal(await host.Database.ScalarAsync<Guid[]>("SELECT array_agg(id ORDER BY registered_at DESC, id DESC) FROM users"), seen);
    }

    [Fact]
    public async Task ListUsers_Filtered_FindsByAddressAndRole()
    {
        var staff = await host.SignedInAsync("support", "finance");
        using var client = host.CreateClient(staff.AccessToken);
        Assert.Equal([staff.Id], await IdsAsync(client, $"email={staff.Email.ToUpperInvariant()}"));
        Assert.Contains(staff.Id, await IdsAsync(client, "email=person&role=finance"));
        Assert.DoesNotContain(staff.Id, await IdsAsync(client, "role=warehouse"));
        Assert.Empty(await IdsAsync(client, "email=%25")); // a wildcard is a character like any other
        Assert.Empty(await IdsAsync(client, "email=person_"));
    }

    [Fact]
    public async Task ListUsers_WithoutThePermission_IsDenied()
    {
        var customer = await host.SignedInAsync();
        using var client = host.CreateClient(customer.AccessToken);
        Assert.NotNull(await (await client.GetAsync("/api/v1/users")).CodeAsync(403));
        using var nobody = host.CreateClient(token: null);
        Assert.NotNull(await (await nobody.GetAsync("/api/v1/users")).CodeAsync(401));
    }

    [Theory]
    [InlineData("limit=0", 422)]
    [InlineData("limit=501", 422)]
    [InlineData("limit=99999999999", 400)]
    [InlineData("limit=x", 400)]
    [InlineData("cursor=abc", 400)]
    [InlineData("email=%00", 400)]
    [InlineData("email=a%20b", 422)]
    [InlineData("role=OWNER%27--", 422)]
    public async Task ListUsers_WithBadParameter_IsRefused(string query, int status)
    {
        var staff = await host.SignedInAsync("support");
        using var client = host.CreateClient(staff.AccessToken);
        Assert.NotNull(await (await client.GetAsync($"/api/v1/users?{query}")).CodeAsync(status));
    }

    private static async Task<List<Guid>> IdsAsync(HttpClient client, string query)
    {
        var answer = await client.GetAsync($"/api/v1/users?limit=500&{query}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonElement page = await answer.JsonAsync();
        return [.. page.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("id").GetGuid())];
    }
}
