using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class SetUserRolesTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task SetUserRoles_ByAnOwner_IsInTheNextToken()
    {
        var owner = await host.SignedInAsync("owner");
        var person = await host.SignedInAsync("finance");
        using var client = host.CreateClient(owner.AccessToken);
        var answer = await PutAsync(client, person.Id, 1, ["support", "finance", "customer"]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("\"2\"", answer.Headers.ETag?.Tag);

        var next = await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = person.RefreshToken });
        using var promoted = host.CreateClient((await next.JsonAsync()).GetProperty("accessToken").GetString());
        Assert.Equal(HttpStatusCode.OK, (await promoted.GetAsync("/api/v1/users")).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync(client, person.Id, 1, [])).StatusCode);
    }

    [Fact]
    public async Task SetUserRoles_TakingTheLastOwner_IsRefusedEvenWhenTwoGoAtOnce()
    {
        for (var round = 0; round < 10; round++)
        {
            var first = await host.SignedInAsync("owner");
            await host.Database.ExecuteAsync(
                "DELETE FROM user_roles WHERE user_id <> $1 AND role_id = (SELECT id FROM roles WHERE name = 'owner')", first.Id);
            var second = await host.SignedInAsync("owner");
            using var firstClient = host.CreateClient(first.AccessToken);
            using var secondClient = host.CreateClient(second.AccessToken);

            var answers = await Task.WhenAll(PutAsync(firstClient, second.Id, 1, []), PutAsync(secondClient, first.Id, 1, []));

            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
            var refused = Assert.Single(answers, a => a.StatusCode != HttpStatusCode.OK);
            // No owner any more when its turn came, or when its call arrived: then its session was over already.
            var status = (int)refused.StatusCode;
            Assert.Equal(status == 401 ? "invalid_token" : "identity.beyond_own_rights", await refused.CodeAsync(status == 401 ? 401 : 403));
            var last = await host.Database.ScalarAsync<Guid>(
                "SELECT user_id FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE r.name = 'owner'");
            using var lastClient = host.CreateClient(last == first.Id ? first.AccessToken : second.AccessToken);
            Assert.Equal("identity.last_owner", await (await PutAsync(lastClient, last, 1, ["customer"])).CodeAsync(409));
        }
    }

    [Fact]
    public async Task SetUserRoles_WithBadInput_IsRefused()
    {
        var owner = await host.SignedInAsync("owner");
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(owner.AccessToken);
        Assert.Equal("identity.user_not_found", await (await PutAsync(client, Guid.CreateVersion7(), 1, [])).CodeAsync(404));
        Assert.Equal("validation_failed", await (await PutAsync(client, person.Id, 1, ["emperor"])).CodeAsync(422));
        Assert.Equal("validation_failed", await (await PutAsync(client, person.Id, 1, [""])).CodeAsync(422));
        Assert.NotNull(await (await client.PutAsJsonAsync("/api/v1/users/1/roles", new { roles = Array.Empty<string>() })).CodeAsync(404));
        using var customer = host.CreateClient(person.AccessToken);
        Assert.NotNull(await (await PutAsync(customer, person.Id, 1, ["owner"])).CodeAsync(403));
        Assert.Equal("customer", await host.Database.ScalarAsync<string>(
            "SELECT string_agg(r.name, ',') FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE user_id = $1", person.Id));
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, Guid userId, long version, string[] roles)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/users/{userId}/roles") { Content = JsonContent.Create(new { roles }) };
        request.Headers.Add("If-Match", $"\"{version}\"");
        return await client.SendAsync(request);
    }
}
