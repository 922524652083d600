using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Commerce.Defaults;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Identity;

public sealed partial class ApiKeyTests : IClassFixture<IdentityHost>
{
    private const string GatewaySecret = "what only the gateway and these tests know";
    private const string PaymentsSecret = "what only payments and these tests know";
    private const string Exchange = "/internal/api-keys/exchange";
    private readonly IdentityHost _host;

    private static readonly string[] Reading = ["customers:read"];

    private static readonly string[] Integrating = ["api-keys:read", "api-keys:write", "customers:read"];

    public ApiKeyTests(IdentityHost host)
    {
        _host = host;
        host.Settings["Clients:commerce-gateway:Secret"] = GatewaySecret;
        host.Settings["Clients:commerce-payments:Secret"] = PaymentsSecret;
        host.Settings["Clients:commerce-admin:Secret"] = "what only the portal and these tests know";
    }

    [Fact]
    public async Task Exchange_ForAnybodyButTheGateway_IsRefused()
    {
        var owner = await OwnerAsync();
        var key = await IssueAsync(owner, Reading);
        var person = await _host.SignedInAsync();
        (string? Token, int Status)[] callers =
        [
            (null, 401),
            (person.AccessToken, 401),
            (await ExchangeAsync(key), 401),
            (await ServiceTokenAsync("commerce-gateway", GatewaySecret, "commerce-payments"), 401),
            (await ServiceTokenAsync("commerce-payments", PaymentsSecret, "commerce-identity"), 403),
            (await ServiceTokenAsync("commerce-gateway", GatewaySecret, "commerce-identity"), 200),
        ];
        foreach (var (token, status) in callers)
        {
            using var caller = _host.CreateClient(token);
            var answer = await caller.PostAsJsonAsync(Exchange, new { key });
            Assert.Equal(status, (int)answer.StatusCode);
            if (status != 200)
                Assert.NotEqual("invalid_api_key", await answer.CodeAsync(status)); // the gateway tells by it who was refused
        }

        using var service = _host.CreateClient(await ServiceTokenAsync("commerce-gateway", GatewaySecret, "commerce-identity"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.GetAsync("/api/v1/users/me")).StatusCode); // and nowhere else
    }

    [Fact]
    public async Task Key_ExchangedForAToken_CanDoWhatItsScopesSayAndNothingElse()
    {
        var owner = await OwnerAsync();
        var text = await IssueAsync(owner, Reading);

        using var application = _host.CreateClient(await ExchangeAsync(text));

        Assert.Equal(HttpStatusCode.OK, (await application.GetAsync("/api/v1/users")).StatusCode);
        Assert.NotNull(await (await application.GetAsync("/api/v1/roles")).CodeAsync(403));
        Assert.NotNull(await (await application.GetAsync("/api/v1/users/me")).CodeAsync(403)); // a key is nobody
        Assert.NotNull(await (await application.GetAsync("/api/v1/users/me/sessions")).CodeAsync(403));
    }

    [Fact]
    public async Task Key_IsShownOnceAndStoredAsAHash()
    {
        var owner = await OwnerAsync();
        var answer = await PostAsync(owner, Reading);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var issued = await answer.JsonAsync();
        var text = issued.GetProperty("text").GetString()!;

        Assert.Matches(Shape(), text);
        Assert.True(ApiKeyText.IsWellFormed(text));
        Assert.Equal(0L, await _host.Database.ScalarAsync<long>("SELECT count(*) FROM api_keys k WHERE k::text LIKE '%' || $1 || '%'", text[13..]));
        var listed = await (await owner.GetAsync(answer.Headers.Location)).Content.ReadAsStringAsync();
        Assert.Contains(text.Substring(4, 8), listed, StringComparison.Ordinal);
        Assert.DoesNotContain(text[13..], listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_BeyondItsIssuersRights_IsRefused_AndLosesWhatTheIssuerLoses()
    {
        var owner = await OwnerAsync();
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync(
            "/api/v1/roles", new { name = "integrator", permissions = Integrating })).StatusCode);
        var integrator = await _host.SignedInAsync("integrator");
        using var client = _host.CreateClient(integrator.AccessToken);
        await UntilAsync(client, "/api/v1/api-keys", HttpStatusCode.OK);
        Assert.Equal("identity.beyond_own_rights", await (await PostAsync(client, ["customers:read", "roles:write"])).CodeAsync(403));
        var text = await IssueAsync(client, Reading);
        using (var before = _host.CreateClient(await ExchangeAsync(text)))
            Assert.Equal(HttpStatusCode.OK, (await before.GetAsync("/api/v1/users")).StatusCode);

        await _host.Database.ExecuteAsync("DELETE FROM user_roles WHERE user_id = $1", integrator.Id);

        using var after = _host.CreateClient(await ExchangeAsync(text));
        Assert.NotNull(await (await after.GetAsync("/api/v1/users")).CodeAsync(403));
    }

    [Fact]
    public async Task Key_Revoked_IsExchangedNoMore()
    {
        var owner = await OwnerAsync();
        var issued = await (await PostAsync(owner, Reading)).JsonAsync();
        var (text, path) = (issued.GetProperty("text").GetString()!, $"/api/v1/api-keys/{IdOf(issued)}");
        await ExchangeAsync(text);

        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(path)).StatusCode);
        Assert.Equal("invalid_api_key", await (await TryExchangeAsync(text)).CodeAsync(401));
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Key_Rotated_StaysGoodForTheOverlapOnly()
    {
        var owner = await OwnerAsync();
        var old = await (await PostAsync(owner, Reading)).JsonAsync();
        var rotated = await owner.PostAsJsonAsync($"/api/v1/api-keys/{IdOf(old)}/rotation", new { overlapHours = 2 });
        Assert.Equal(HttpStatusCode.Created, rotated.StatusCode);
        var next = await rotated.JsonAsync();
        await ExchangeAsync(old.GetProperty("text").GetString()!);
        await ExchangeAsync(next.GetProperty("text").GetString()!);
        Assert.Equal("identity.api_key_not_alive", await (await owner.PostAsJsonAsync(
            $"/api/v1/api-keys/{IdOf(old)}/rotation", new { overlapHours = 2 })).CodeAsync(409));

        await _host.Database.ExecuteAsync("UPDATE api_keys SET issued_at = issued_at - interval '3 hours', expires_at = expires_at - interval '3 hours'");

        Assert.NotNull(await (await TryExchangeAsync(old.GetProperty("text").GetString()!)).CodeAsync(401));
        await ExchangeAsync(next.GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task Key_RotatedWithoutOverlap_EndsAtOnce_AndOneRotationWins()
    {
        var owner = await OwnerAsync();
        var old = await (await PostAsync(owner, Reading)).JsonAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => owner.PostAsJsonAsync(
            $"/api/v1/api-keys/{IdOf(old)}/rotation", new { overlapHours = 0 })));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(4, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.NotNull(await (await TryExchangeAsync(old.GetProperty("text").GetString()!)).CodeAsync(401));
    }

    [Fact]
    public async Task Key_Used_IsNotedToTheMinute()
    {
        var owner = await OwnerAsync();
        var issued = await (await PostAsync(owner, Reading)).JsonAsync();
        await ExchangeAsync(issued.GetProperty("text").GetString()!);
        await _host.Services.GetRequiredService<ApiKeyUses>().StoreAsync(TestContext.Current.CancellationToken);

        var key = await (await owner.GetAsync($"/api/v1/api-keys/{IdOf(issued)}")).JsonAsync();
        Assert.InRange(key.GetProperty("lastUsedAt").GetDateTimeOffset(), _host.Time.GetUtcNow().AddMinutes(-1), _host.Time.GetUtcNow().AddMinutes(1));
    }

    [Theory]
    [InlineData("""{"name":"","scopes":["customers:read"],"expiresInDays":1}""", 422)]
    [InlineData("""{"name":"n","scopes":[],"expiresInDays":1}""", 422)]
    [InlineData("""{"name":"n","scopes":["customers:eat"],"expiresInDays":1}""", 422)]
    [InlineData("""{"name":"n","scopes":["customers:read"],"expiresInDays":0}""", 422)]
    [InlineData("""{"name":"n","scopes":["customers:read"],"expiresInDays":9000}""", 422)]
    [InlineData("""{"name":"n","scopes":["customers:read"],"expiresInDays":1,"permitsPerMinute":0}""", 422)]
    [InlineData("""{"name":"n\u202e","scopes":["customers:read"],"expiresInDays":1}""", 422)]
    [InlineData("""{"name":"n","expiresInDays":1}""", 400)]
    public async Task Issuing_WithBadInput_IsRefused(string body, int status)
    {
        var owner = await OwnerAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Assert.NotNull(await (await owner.PostAsync("/api/v1/api-keys", content)).CodeAsync(status));
    }

    [Fact]
    public async Task Exchange_OfWhatIsNoGoodKey_TellsNothing()
    {
        var owner = await OwnerAsync();
        var text = await IssueAsync(owner, Reading);
        var otherSecret = ApiKeyText.Generate();
        string[] bad = ["x", "", otherSecret, text[..^1] + (text[^1] == 'a' ? 'b' : 'a'), text.ToUpperInvariant(), text + " "];
        var codes = await Task.WhenAll(bad.Where(b => b.Length > 0).Select(async b => await (await TryExchangeAsync(b)).CodeAsync(401)));
        Assert.All(codes, code => Assert.Equal("invalid_api_key", code));
    }

    private async Task<HttpClient> OwnerAsync()
    {
        await _host.UntilDeclaredAsync();
        return _host.CreateClient((await _host.SignedInAsync("owner")).AccessToken);
    }

    private static string IdOf(JsonElement issued) => issued.GetProperty("key").GetProperty("id").GetString()!;

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string[] scopes) =>
        client.PostAsJsonAsync("/api/v1/api-keys", new { name = "Scanner", scopes, expiresInDays = 30 });

    private static async Task<string> IssueAsync(HttpClient client, string[] scopes)
    {
        var answer = await PostAsync(client, scopes);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("text").GetString()!;
    }

    private async Task<HttpResponseMessage> TryExchangeAsync(string key)
    {
        using var gateway = _host.CreateClient(await ServiceTokenAsync("commerce-gateway", GatewaySecret, "commerce-identity"));
        return await gateway.PostAsJsonAsync(Exchange, new { key });
    }

    private async Task<string> ServiceTokenAsync(string id, string secret, string audience)
    {
        using var client = _host.CreateClient(token: null);
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", secret), new("audience", audience)]);
        var answer = await client.PostAsync($"{RelyingParty.Protocol}/token", form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("access_token").GetString()!;
    }

    private async Task<string> ExchangeAsync(string key)
    {
        var answer = await TryExchangeAsync(key);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("accessToken").GetString()!;
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

    [GeneratedRegex("^cmk_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$")]
    private static partial Regex Shape();
}
