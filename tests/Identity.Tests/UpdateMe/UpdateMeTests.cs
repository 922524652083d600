using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class UpdateMeTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Url = "/api/v1/users/me";

    [Fact]
    public async Task GetMe_WithOwnToken_ShowsTheProfileAndItsTag()
    {
        var person = await host.SignedInAsync("support");
        using var client = host.CreateClient(person.AccessToken);
        var answer = await client.GetAsync(Url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);
        var me = await answer.JsonAsync();
        Assert.Equal(person.Id, me.GetProperty("id").GetGuid());
        Assert.Equal(person.Email, me.GetProperty("email").GetString());
        Assert.Equal(["customer", "support"], me.GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
        Assert.DoesNotContain("hash", me.GetRawText(), StringComparison.OrdinalIgnoreCase);

        client.DefaultRequestHeaders.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.GetAsync(Url)).StatusCode);
    }

    [Theory]
    [InlineData("owner", true, true)]
    [InlineData(null, false, false)]
    public async Task GetMyPermissions_AreWhatTheTokensRolesGrant(string? role, bool mayReadCustomers, bool hasSecondFactor)
    {
        await host.UntilDeclaredAsync();
        var person = role is null ? await host.SignedInAsync() : await host.SignedInAsync(role);
        using var client = host.CreateClient(person.AccessToken);

        var rights = await (await client.GetAsync(Url + "/permissions")).JsonAsync();

        Assert.Equal(mayReadCustomers, rights.GetProperty("permissions").EnumerateArray().Any(p => p.GetString() == "customers:read"));
        Assert.Equal(hasSecondFactor, rights.GetProperty("hasSecondFactor").GetBoolean());
        Assert.Equal(role is not null, rights.GetProperty("roles").EnumerateArray().Any(r => r.GetString() == role));
    }

    [Fact]
    public async Task UpdateMe_OnTheCurrentVersion_ChangesTheProfileOnce()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var changed = await PutAsync(client, "\"1\"", new { displayName = "Ada King-Noël", language = "en-GB" });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("\"2\"", changed.Headers.ETag?.Tag);
        Assert.Equal("Ada King-Noël", (await (await client.GetAsync(Url)).JsonAsync()).GetProperty("displayName").GetString());

        Assert.Equal("precondition_failed", await (await PutAsync(client, "\"1\"", new { displayName = "Ada", language = "en" })).CodeAsync(412));
        Assert.Equal("precondition_required", await (await PutAsync(client, null, new { displayName = "Ada", language = "en" })).CodeAsync(428));
    }

    [Fact]
    public async Task UpdateMe_Repeated_GivesTheSameAnswer()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var first = await PutAsync(client, "\"1\"", new { displayName = "Ada", language = "en" }, key: "once");
        var again = await PutAsync(client, "\"1\"", new { displayName = "Ada", language = "en" }, key: "once");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(2L, await host.Database.ScalarAsync<long>("SELECT version FROM users WHERE id = $1", person.Id));
    }

    [Theory]
    [InlineData("""{"displayName":"Ada","language":"english please"}""", 422)]
    [InlineData("""{"displayName":"","language":"en"}""", 422)]
    [InlineData("""{"displayName":"A\u202Ebc","language":"en"}""", 422)]
    [InlineData("""{"displayName":"A\u0000bc","language":"en"}""", 400)]
    [InlineData("""{"displayName":"A\uD800bc","language":"en"}""", 400)]
    [InlineData("""{"displayName":"Ada","language":"en","roles":["owner"]}""", 400)]
    [InlineData("""{"displayName":"Ada","language":"en","email":"owner@shop.example"}""", 400)]
    [InlineData("null", 400)]
    public async Task UpdateMe_WithBadInput_IsRefused(string body, int status)
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        using var request = new HttpRequestMessage(HttpMethod.Put, Url) { Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) };
        request.Headers.Add("If-Match", "\"1\"");
        Assert.NotNull(await (await client.SendAsync(request)).CodeAsync(status));
    }

    [Fact]
    public async Task GetMe_OfSomebodyWhoDoesNotExist_IsNotFound()
    {
        var person = await host.SignedInAsync();
        await host.Database.ExecuteAsync("DELETE FROM users WHERE id = $1", person.Id);
        using var client = host.CreateClient(person.AccessToken);
        Assert.Equal("identity.user_not_found", await (await client.GetAsync(Url)).CodeAsync(404));
        Assert.Equal("identity.user_not_found", await (await PutAsync(client, "\"1\"", new { displayName = "Ada", language = "en" })).CodeAsync(404));
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string? tag, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Url) { Content = JsonContent.Create(body) };
        if (tag is not null)
            request.Headers.Add("If-Match", tag);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }
}
