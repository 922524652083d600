using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Identity;

public sealed class SessionTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Mine = "/api/v1/users/me/sessions";
    private static readonly string[] s_customer = ["customer"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ListSessions_TellsDeviceNetworkAndWhichIsThisOne()
    {
        var person = await host.SignedInAsync();
        using var phone = host.From("198.51.100.77");
        phone.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0");
        var second = await LogInAsync(phone, person);
        using var client = host.CreateClient(Access(second));

        var items = (await (await client.GetAsync(Mine)).JsonAsync()).GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal(2, items.Length);
        Assert.Equal("Firefox on Android", items[0].GetProperty("device").GetString());
        Assert.Equal("198.51.100.0/24", items[0].GetProperty("network").GetString());
        Assert.Equal("commerce-shop", items[0].GetProperty("clientId").GetString());
        Assert.Equal([true, false], items.Select(i => i.GetProperty("current").GetBoolean()));
        Assert.Equal("Unknown device", items[1].GetProperty("device").GetString());
        var page = await (await client.GetAsync($"{Mine}?limit=1")).JsonAsync();
        var rest = await (await client.GetAsync($"{Mine}?limit=1&cursor={page.GetProperty("nextCursor").GetString()}")).JsonAsync();
        Assert.Equal(items[1].GetProperty("id").GetGuid(), Assert.Single(rest.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task NameSession_OfOnesOwn_IsShownAndOfAnotherIsNotFound()
    {
        var person = await host.SignedInAsync();
        var stranger = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        using var strange = host.CreateClient(stranger.AccessToken);
        var id = await OnlySessionAsync(client);

        Assert.Equal("Kitchen", (await (await client.PutAsJsonAsync($"{Mine}/{id}/name", new { name = "Kitchen" })).JsonAsync()).GetProperty("name").GetString());
        Assert.Equal("identity.session_not_found", await (await strange.PutAsJsonAsync($"{Mine}/{id}/name", new { name = "Mine" })).CodeAsync(404));
        Assert.Equal("identity.session_not_found", await (await strange.DeleteAsync($"{Mine}/{id}")).CodeAsync(404));
        Assert.Equal("validation_failed", await (await client.PutAsJsonAsync($"{Mine}/{id}/name", new { name = "" })).CodeAsync(422));
        Assert.Equal("validation_failed", await (await client.PutAsJsonAsync($"{Mine}/{id}/name", new { name = "a\u202Eb" })).CodeAsync(422));
        Assert.NotNull(await (await client.PutAsJsonAsync($"{Mine}/{id}/name", new { name = "a\0b" })).CodeAsync(400));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Mine)).StatusCode);
    }

    [Fact]
    public async Task RevokeSession_EndsItsTokensHereAndIsToldToAll_AndSaysWhy()
    {
        var person = await host.SignedInAsync();
        using var lost = host.CreateClient(person.AccessToken);
        var lostId = await OnlySessionAsync(lost);
        using var client = host.CreateClient(Access(await LogInAsync(host.CreateClient(token: null), person)));

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"{Mine}/{lostId}")).StatusCode);

        await IsRefusedAsync(lost);
        Assert.Equal("identity.invalid_refresh_token", await (await RefreshAsync(person)).CodeAsync(401));
        var ended = (await (await client.GetAsync(Mine)).JsonAsync()).GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetGuid() == lostId);
        Assert.Equal("revoked-by-owner", ended.GetProperty("endedWhy").GetString());
        Assert.Equal("identity.session_not_found", await (await client.DeleteAsync($"{Mine}/{lostId}")).CodeAsync(404));
        var told = Assert.Single(await ToldAsync(person.Id));
        Assert.Equal(lostId, told.GetProperty("sessionId").GetGuid());
        Assert.InRange(told.GetProperty("until").GetDateTimeOffset() - host.Time.GetUtcNow(), TimeSpan.FromMinutes(15.5), TimeSpan.FromMinutes(17));
    }

    [Fact]
    public async Task RevokeSessions_KeepingTheCurrent_EndsAllOthers_AndWithoutItself()
    {
        var person = await host.SignedInAsync();
        using var anonymous = host.CreateClient(token: null);
        using var first = host.CreateClient(person.AccessToken);
        using var second = host.CreateClient(Access(await LogInAsync(anonymous, person)));
        using var third = host.CreateClient(Access(await LogInAsync(anonymous, person)));

        Assert.Equal(2, (await (await third.DeleteAsync($"{Mine}?keepCurrent=true")).JsonAsync()).GetProperty("ended").GetInt32());
        await IsRefusedAsync(first);
        await IsRefusedAsync(second);
        Assert.Equal(HttpStatusCode.OK, (await third.GetAsync(Mine)).StatusCode);

        Assert.Equal(1, (await (await third.DeleteAsync(Mine)).JsonAsync()).GetProperty("ended").GetInt32());
        await IsRefusedAsync(third);
        Assert.Equal(3, (await ToldAsync(person.Id)).Length);
    }

    [Fact]
    public async Task LogOutAndReuse_EndTheAccessTokensToo()
    {
        using var anonymous = host.CreateClient(token: null);
        var leaver = await host.SignedInAsync();
        using var left = host.CreateClient(leaver.AccessToken);
        Assert.Equal(HttpStatusCode.OK, (await left.GetAsync(Mine)).StatusCode); // known to be good from here on
        await anonymous.PostAsJsonAsync("/api/v1/auth/logout", new { refreshToken = leaver.RefreshToken });
        await IsRefusedAsync(left);

        var robbed = await host.SignedInAsync();
        using var thief = host.CreateClient((await (await RefreshAsync(robbed)).JsonAsync()).GetProperty("accessToken").GetString());
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync(Mine)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await RefreshAsync(robbed)).StatusCode);
        await IsRefusedAsync(thief);
        Assert.Single(await ToldAsync(robbed.Id));
    }

    [Fact]
    public async Task RevokeUserSessions_ByStaff_EndsThem_AndCustomersMayNot()
    {
        var owner = await host.SignedInAsync("owner");
        var person = await host.SignedInAsync();
        using var staff = host.CreateClient(owner.AccessToken);
        using var client = host.CreateClient(person.AccessToken);
        var url = $"/api/v1/users/{person.Id}/sessions";
        Assert.NotNull(await (await client.DeleteAsync($"/api/v1/users/{owner.Id}/sessions")).CodeAsync(403));
        Assert.NotNull(await (await client.GetAsync(url)).CodeAsync(403));
        Assert.Single((await (await staff.GetAsync(url)).JsonAsync()).GetProperty("items").EnumerateArray());

        Assert.Equal(1, (await (await staff.DeleteAsync(url)).JsonAsync()).GetProperty("ended").GetInt32());
        await IsRefusedAsync(client);
        Assert.Equal("identity.user_not_found", await (await staff.DeleteAsync($"/api/v1/users/{Guid.CreateVersion7()}/sessions")).CodeAsync(404));
        Assert.Equal(HttpStatusCode.OK, (await staff.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task SetUserRoles_TakingARole_EndsTheSessionsThatNameIt()
    {
        var owner = await host.SignedInAsync("owner");
        var clerk = await host.SignedInAsync("support");
        using var staff = host.CreateClient(owner.AccessToken);
        using var client = host.CreateClient(clerk.AccessToken);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/users/{clerk.Id}/roles") { Content = JsonContent.Create(new { roles = s_customer }) };
        request.Headers.Add("If-Match", "\"1\"");
        Assert.Equal(HttpStatusCode.OK, (await staff.SendAsync(request)).StatusCode);
        await IsRefusedAsync(client);
    }

    [Fact]
    public async Task RevokedSession_AfterARestart_IsStillRefused_UntilItsTokensHaveExpired()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        var id = await OnlySessionAsync(client);
        await client.DeleteAsync($"{Mine}/{id}");

        await using var second = host.Again();
        using var again = second.CreateClient();
        again.DefaultRequestHeaders.Authorization = new("Bearer", person.AccessToken);
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.GetAsync(Mine)).StatusCode);

        host.Time.Advance(TimeSpan.FromMinutes(18));
        await using var later = host.Again();
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM revoked_sessions WHERE session_id = $1", id));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("<script>alert(1)</script>", "Unknown device")]
    [InlineData("", "Unknown device")]
    public void Origin_IsToldInWordsOfOurOwn(string userAgent, string device) => Assert.Equal(device, SessionOrigin.DeviceOf(userAgent));

    [Theory]
    [InlineData("2001:db8:7:1::5", "2001:db8:7::/48")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.0/24")]
    public void Origin_KeepsTheNeighbourhoodOnly(string address, string network) => Assert.Equal(network, SessionOrigin.NetworkOf(IPAddress.Parse(address)));

    private static string Access(JsonElement tokens) => tokens.GetProperty("accessToken").GetString()!;

    private static async Task<JsonElement> LogInAsync(HttpClient client, SignedInPerson person) =>
        await (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password })).JsonAsync();

    private static async Task<Guid> OnlySessionAsync(HttpClient client) =>
        Assert.Single((await (await client.GetAsync(Mine)).JsonAsync()).GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid();

    private static async Task IsRefusedAsync(HttpClient client)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((await client.GetAsync(Mine)).StatusCode != HttpStatusCode.Unauthorized)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < s_patience, "The access token is still good.");
            await Task.Delay(20);
        }
    }

    private async Task<HttpResponseMessage> RefreshAsync(SignedInPerson person)
    {
        using var client = host.CreateClient(token: null);
        return await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = person.RefreshToken });
    }

    private async Task<JsonElement[]> ToldAsync(Guid userId)
    {
        var envelopes = await host.Database.ScalarAsync<string[]>("SELECT array_agg(envelope::text) FROM outbox WHERE key = $1 AND envelope::text LIKE '%session-revoked.v1%'", userId.ToString());
        return [.. (envelopes ?? []).Select(e => JsonDocument.Parse(e).RootElement.GetProperty("data"))];
    }
}
