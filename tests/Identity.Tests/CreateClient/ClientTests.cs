using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class ClientTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Url = "/api/v1/clients";

    [Fact]
    public async Task Client_FromItsRegistrationToItsEnd()
    {
        await host.UntilDeclaredAsync();
        var owner = await host.SignedInAsync("owner");
        using var staff = host.CreateClient(owner.AccessToken);
        var created = await staff.PostAsJsonAsync(Url, Body("till", confidential: true, grants: ["client_credentials"]));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("no-store", created.Headers.CacheControl?.ToString());
        var secret = (await created.JsonAsync()).GetProperty("secret").GetString()!;
        Assert.Equal("identity.client_id_taken", await (await staff.PostAsJsonAsync(Url, Body("till"))).CodeAsync(409));
        Assert.DoesNotContain(secret, await (await staff.GetAsync(Url)).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var token = await TokenAsync("till", secret);
        Assert.NotNull(token);
        var renewed = await staff.PostAsync($"{Url}/till/secret", null);
        var next = (await renewed.JsonAsync()).GetProperty("secret").GetString()!;
        Assert.Null(await TokenAsync("till", secret));
        Assert.NotNull(await TokenAsync("till", next));

        Assert.Equal(HttpStatusCode.OK, (await PutAsync(staff, "till", 2, Edit("The Till"))).StatusCode);
        Assert.Equal("precondition_failed", await (await PutAsync(staff, "till", 2, Edit("Again"))).CodeAsync(412));
        Assert.Equal("identity.client_not_found", await (await PutAsync(staff, "nobody", 1, Edit("Nobody"))).CodeAsync(404));
        Assert.Equal(HttpStatusCode.NoContent, (await staff.DeleteAsync($"{Url}/till")).StatusCode);
        Assert.Null(await TokenAsync("till", next));
        Assert.Equal("identity.client_not_found", await (await staff.DeleteAsync($"{Url}/till")).CodeAsync(404));
        Assert.Equal("identity.client_not_found", await (await staff.PostAsync($"{Url}/till/secret", null)).CodeAsync(404));
    }

    [Fact]
    public async Task DisableClient_EndsWhatPeopleHaveWithIt_AndWithdrawApplicationOnlyTheCallersOwn()
    {
        await host.UntilDeclaredAsync();
        var owner = await host.SignedInAsync("owner");
        var (ada, grace) = (await host.SignedInAsync(), await host.SignedInAsync());
        using var staff = host.CreateClient(owner.AccessToken);
        using var rp = await RelyingParty.RegisterAsync(host, firstParty: false);
        using var second = rp.InAnotherBrowser(host);
        var (adas, graces) = (await ConsentedAsync(rp, ada), await ConsentedAsync(second, grace));
        using var adasClient = host.CreateClient(ada.AccessToken);
        var known = (await (await adasClient.GetAsync("/api/v1/users/me/applications")).JsonAsync()).GetProperty("applications");
        Assert.Equal(rp.ClientId, Assert.Single(known.EnumerateArray()).GetProperty("clientId").GetString());

        Assert.Equal(HttpStatusCode.NoContent, (await adasClient.DeleteAsync($"/api/v1/users/me/applications/{rp.ClientId}")).StatusCode);
        Assert.Equal("identity.client_not_found", await (await adasClient.DeleteAsync($"/api/v1/users/me/applications/{rp.ClientId}")).CodeAsync(404));
        Assert.Equal(HttpStatusCode.BadRequest, (await RefreshAsync(rp, adas)).StatusCode);
        Assert.Equal("consent_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]);
        var next = await RefreshAsync(second, graces);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await staff.DeleteAsync($"{Url}/{rp.ClientId}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await RefreshAsync(second, await TokenOfAsync(next))).StatusCode);
        Assert.Equal("client-disabled", await host.Database.ScalarAsync<string>("SELECT revoked_why FROM sessions WHERE user_id = $1 AND client_id = $2", grace.Id, rp.ClientId));
    }

    [Theory]
    [InlineData("redirectUris", "http://shop.example/callback")]
    [InlineData("redirectUris", "https://shop.example/*")]
    [InlineData("redirectUris", "https://shop.example/callback#part")]
    [InlineData("redirectUris", "https://user@shop.example/callback")]
    [InlineData("redirectUris", "javascript:alert(1)")]
    [InlineData("redirectUris", "data:text/html,x")]
    [InlineData("redirectUris", "/callback")]
    [InlineData("postLogoutRedirectUris", "ftp://shop.example/")]
    [InlineData("grantTypes", "password")]
    [InlineData("grantTypes", "client_credentials")] // of a public client
    [InlineData("scopes", "everything")]
    [InlineData("id", "commerce-api")]
    [InlineData("id", "Big")]
    [InlineData("id", "a b")]
    public async Task CreateClient_WithWhatWouldBeAHole_IsRefused(string member, string value)
    {
        await host.UntilDeclaredAsync();
        var owner = await host.SignedInAsync("owner");
        using var staff = host.CreateClient(owner.AccessToken);
        var body = Body($"c{Guid.CreateVersion7():N}");
        body[member] = member == "id" ? value : new[] { value };
        Assert.Equal("validation_failed", await (await staff.PostAsJsonAsync(Url, body)).CodeAsync(422));
    }

    [Fact]
    public async Task Clients_AreForStaffAlone()
    {
        await host.UntilDeclaredAsync();
        var support = await host.SignedInAsync("support");
        using var client = host.CreateClient(support.AccessToken);
        Assert.NotNull(await (await client.GetAsync(Url)).CodeAsync(403));
        Assert.NotNull(await (await client.PostAsJsonAsync(Url, Body("mine"))).CodeAsync(403));
        Assert.NotNull(await (await client.DeleteAsync($"{Url}/commerce-shop")).CodeAsync(403));
        Assert.NotNull(await (await client.PostAsync($"{Url}/commerce-shop/secret", null)).CodeAsync(403));
    }

    private static Dictionary<string, object> Body(string id, bool confidential = false, string[]? grants = null) => new()
    {
        ["id"] = id,
        ["name"] = "A Till",
        ["confidential"] = confidential,
        ["firstParty"] = false,
        ["redirectUris"] = new[] { "https://till.example/callback", "http://127.0.0.1:5000/callback", "com.example.till:/callback" },
        ["postLogoutRedirectUris"] = Array.Empty<string>(),
        ["grantTypes"] = grants ?? ["authorization_code"],
        ["scopes"] = new[] { "openid" },
    };

    private static object Edit(string name) =>
        new { name, redirectUris = Array.Empty<string>(), postLogoutRedirectUris = Array.Empty<string>(), scopes = Array.Empty<string>() };

    private static async Task<System.Text.Json.JsonElement> ConsentedAsync(RelyingParty rp, SignedInPerson person)
    {
        var told = RelyingParty.Returned(await rp.SubmitAsync(await rp.LogInAsync(person), ("decision", "allow")));
        return await TokenOfAsync(await rp.ExchangeAsync(told["code"]));
    }

    private static Task<System.Text.Json.JsonElement> TokenOfAsync(HttpResponseMessage answer) => answer.JsonAsync();

    private static Task<HttpResponseMessage> RefreshAsync(RelyingParty rp, System.Text.Json.JsonElement tokens) =>
        rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()));

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string id, long version, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Url}/{id}") { Content = JsonContent.Create(body) };
        request.Headers.Add("If-Match", $"\"{version}\"");
        return await client.SendAsync(request);
    }

    private async Task<string?> TokenAsync(string id, string secret)
    {
        using var client = host.CreateClient(token: null);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret });
        var answer = await client.PostAsync($"{RelyingParty.Protocol}/token", form);
        return answer.StatusCode == HttpStatusCode.OK ? (await answer.JsonAsync()).GetProperty("access_token").GetString() : null;
    }
}
