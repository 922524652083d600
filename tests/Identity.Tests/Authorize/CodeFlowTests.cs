using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

public sealed class CodeFlowTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Code_ExchangedByItsClient_GivesTokensThatSayWhoHowAndWhen()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var told = await rp.SignInAsync(person);
        Assert.Equal("st&te=1", told["state"]);
        Assert.Equal(host.Authority, told["iss"]);

        var answer = await rp.ExchangeAsync(told["code"]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var tokens = await answer.JsonAsync();
        var access = tokens.GetProperty("access_token").GetString()!;
        var keys = new JsonWebKeySet(await rp.Browser.GetStringAsync($"{RelyingParty.Protocol}/certs"));
        var checkedToken = new JsonWebTokenHandler().ValidateToken(tokens.GetProperty("id_token").GetString(), new TokenValidationParameters
        {
            ValidIssuer = host.Authority,
            ValidAudience = rp.ClientId,
            IssuerSigningKeys = keys.Keys,
        });
        Assert.True(checkedToken.IsValid, checkedToken.Exception?.Message);
        var claims = Payload(tokens.GetProperty("id_token").GetString()!);
        Assert.Equal(person.Id.ToString(), claims.GetProperty("sub").GetString());
        Assert.Equal("n-0S6_WzA2Mj", claims.GetProperty("nonce").GetString());
        Assert.Equal("1", claims.GetProperty("acr").GetString());
        Assert.Equal("pwd", Assert.Single(claims.GetProperty("amr").EnumerateArray()).GetString());
        Assert.Equal(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(access))[..16]), claims.GetProperty("at_hash").GetString());
        Assert.InRange(claims.GetProperty("auth_time").GetInt64(), host.Time.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds(), host.Time.GetUtcNow().ToUnixTimeSeconds());
        Assert.Equal(Payload(access).GetProperty("sid").GetString(), claims.GetProperty("sid").GetString());
        Assert.Equal(rp.ClientId, Payload(access).GetProperty("azp").GetString());
        Assert.DoesNotContain(person.Email, claims.GetRawText(), StringComparison.OrdinalIgnoreCase);

        using var api = host.CreateClient(access);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/users/me")).StatusCode);
        var info = await (await api.GetAsync($"{RelyingParty.Protocol}/userinfo")).JsonAsync();
        Assert.Equal(person.Id.ToString(), info.GetProperty("sub").GetString());
        Assert.Equal(person.Email, info.GetProperty("email").GetString());
        Assert.Equal("A Person", info.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Code_UsedTwice_IsRefused_AndEndsWhatItGave()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var code = (await rp.SignInAsync(person))["code"];
        var tokens = await (await rp.ExchangeAsync(code)).JsonAsync();
        using var api = host.CreateClient(tokens.GetProperty("access_token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/users/me")).StatusCode);

        await RefusedAsync(await rp.ExchangeAsync(code), "invalid_grant");

        await RefusedAsync(await rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString())), "invalid_grant");
        Assert.Equal("code-reused", await host.Database.ScalarAsync<string>("SELECT revoked_why FROM sessions WHERE client_id = $1", rp.ClientId));
        await EventuallyAsync(async () => (await api.GetAsync("/api/v1/users/me")).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync($"{RelyingParty.Protocol}/userinfo")).StatusCode);
    }

    [Fact]
    public async Task Code_UsedByManyAtOnce_GivesTokensOnceAtMost_AndEndsThem()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        for (var round = 0; round < 10; round++)
        {
            var code = round == 0 ? (await rp.SignInAsync(person))["code"] : RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl()))["code"];
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => rp.ExchangeAsync(code)));
            var tokens = await Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK).JsonAsync();
            Assert.Equal(9, answers.Count(a => a.StatusCode == HttpStatusCode.BadRequest));
            await RefusedAsync(await rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString())), "invalid_grant");
        }
    }

    [Theory]
    [InlineData("code_verifier", "a-verifier-of-somebody-else-that-is-long-enough")]
    [InlineData("code_verifier", null)]
    [InlineData("code_verifier", "short")]
    [InlineData("redirect_uri", "https://rp.example/callback")]
    [InlineData("redirect_uri", null)]
    [InlineData("code", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("code", "x")]
    [InlineData("code", null)]
    public async Task Code_WithAnythingElseThanWasAskedWith_IsRefused_AndStaysGood(string parameter, string? value)
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var code = (await rp.SignInAsync(person))["code"];
        await RefusedAsync(await rp.ExchangeAsync(code, (parameter, value)), "invalid_grant");
        Assert.Equal(HttpStatusCode.OK, (await rp.ExchangeAsync(code)).StatusCode);
    }

    [Fact]
    public async Task Code_OfAnotherClientOrTooOld_IsRefused()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        using var other = await RelyingParty.RegisterAsync(host, confidential: true);
        var code = (await rp.SignInAsync(person))["code"];
        await RefusedAsync(await other.ExchangeAsync(code, ("code_verifier", rp.Verifier)), "invalid_grant");
        await RefusedAsync(await rp.ExchangeAsync(code, ("client_id", "no-such-client")), "invalid_client", 401);
        host.Time.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(await rp.ExchangeAsync(code), "invalid_grant");
    }

    [Fact]
    public async Task RefreshToken_OfAnotherClient_IsRefused_AndStaysGoodForItsOwn()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        using var other = await RelyingParty.RegisterAsync(host);
        var refresh = (await rp.TokensAsync(person)).GetProperty("refresh_token").GetString();
        await RefusedAsync(await other.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh)), "invalid_grant");
        await RefusedAsync(await rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", "commerce-shop")), "invalid_grant");
        var next = await (await rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh))).JsonAsync();
        Assert.Equal("openid profile email", next.GetProperty("scope").GetString());
        Assert.Equal(rp.ClientId, Payload(next.GetProperty("id_token").GetString()!).GetProperty("aud").GetString());
    }

    [Fact]
    public async Task ConfidentialClient_ProvesItselfInOneWay_OrIsRefused()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host, confidential: true);
        var code = (await rp.SignInAsync(person))["code"];
        await RefusedAsync(await rp.ExchangeAsync(code, ("client_secret", null)), "invalid_client", 401);
        await RefusedAsync(await rp.ExchangeAsync(code, ("client_secret", "wrong")), "invalid_client", 401);
        rp.Browser.DefaultRequestHeaders.Authorization = Basic(rp.ClientId, rp.Secret!);
        await RefusedAsync(await rp.ExchangeAsync(code), "invalid_request");
        await RefusedAsync(await rp.ExchangeAsync(code, ("client_secret", null), ("client_id", "commerce-shop")), "invalid_client", 401);
        rp.Browser.DefaultRequestHeaders.Authorization = new("Basic", "%%%");
        var refused = await rp.ExchangeAsync(code, ("client_secret", null), ("client_id", null));
        await RefusedAsync(refused, "invalid_client", 401);
        Assert.Equal("Basic", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
        rp.Browser.DefaultRequestHeaders.Authorization = Basic(rp.ClientId, rp.Secret!);
        Assert.Equal(HttpStatusCode.OK, (await rp.ExchangeAsync(code, ("client_secret", null), ("client_id", null))).StatusCode);
    }

    [Fact]
    public async Task ClientCredentials_SpeakForTheClient_ToItsAudiencesAlone_UntilGivenBack()
    {
        using var service = await RelyingParty.RegisterAsync(host, confidential: true, grants: ["client_credentials"]);
        using var person = await RelyingParty.RegisterAsync(host);
        var tokens = await (await service.TokenAsync(("grant_type", "client_credentials"))).JsonAsync();
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.False(tokens.TryGetProperty("refresh_token", out _));
        Assert.False(tokens.TryGetProperty("id_token", out _));
        Assert.Equal("commerce-api", Payload(access).GetProperty("aud").GetString());
        await RefusedAsync(await service.TokenAsync(("grant_type", "client_credentials"), ("audience", "commerce-inventory")), "invalid_target");
        await RefusedAsync(await service.TokenAsync(("grant_type", "authorization_code"), ("code", "x")), "unauthorized_client");
        await RefusedAsync(await person.TokenAsync(("grant_type", "client_credentials")), "unauthorized_client");

        using var api = host.CreateClient(access);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync("/api/v1/users/me")).StatusCode); // nobody's account
        Assert.True((await (await service.PostAsync("token/introspect", ("token", access))).JsonAsync()).GetProperty("active").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync("revoke", ("token", access))).StatusCode);
        Assert.False((await (await service.PostAsync("token/introspect", ("token", access))).JsonAsync()).GetProperty("active").GetBoolean());
        await EventuallyAsync(async () => (await api.GetAsync("/api/v1/users/me")).StatusCode == HttpStatusCode.Unauthorized);
        using var next = host.CreateClient((await (await service.TokenAsync(("grant_type", "client_credentials"))).JsonAsync()).GetProperty("access_token").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await next.GetAsync("/api/v1/users/me")).StatusCode);
    }

    [Fact]
    public async Task Introspection_TellsConfidentialClientsOnly_AndRevocationEndsTheSession()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host, confidential: true);
        using var stranger = await RelyingParty.RegisterAsync(host, firstParty: false, confidential: true);
        using var open = await RelyingParty.RegisterAsync(host);
        var tokens = await rp.TokensAsync(person);
        var (access, refresh) = (tokens.GetProperty("access_token").GetString(), tokens.GetProperty("refresh_token").GetString());
        var about = await (await rp.PostAsync("token/introspect", ("token", access))).JsonAsync();
        Assert.True(about.GetProperty("active").GetBoolean());
        Assert.Equal(person.Id.ToString(), about.GetProperty("sub").GetString());
        Assert.Equal(rp.ClientId, about.GetProperty("client_id").GetString());
        Assert.True((await (await rp.PostAsync("token/introspect", ("token", refresh))).JsonAsync()).GetProperty("active").GetBoolean());
        foreach (var bad in new[] { "x", "a.b.c", access + "x", tokens.GetProperty("id_token").GetString() })
            Assert.Equal("""{"active":false}""", await (await rp.PostAsync("token/introspect", ("token", bad))).Content.ReadAsStringAsync());
        Assert.Equal("""{"active":false}""", await (await stranger.PostAsync("token/introspect", ("token", access))).Content.ReadAsStringAsync());
        Assert.Equal("""{"active":false}""", await (await stranger.PostAsync("token/introspect", ("token", refresh))).Content.ReadAsStringAsync());
        await RefusedAsync(await open.PostAsync("token/introspect", ("token", access)), "invalid_client", 401);

        foreach (var token in new[] { access, refresh, "x", "a.b.c" }) // of another client, or of nobody: nothing happens, nothing is told
            Assert.Equal(HttpStatusCode.OK, (await stranger.PostAsync("revoke", ("token", token))).StatusCode);
        Assert.True((await (await rp.PostAsync("token/introspect", ("token", access))).JsonAsync()).GetProperty("active").GetBoolean());
        await RefusedAsync(await rp.PostAsync("revoke"), "invalid_request");
        Assert.Equal(HttpStatusCode.OK, (await rp.PostAsync("revoke", ("token", refresh))).StatusCode);
        Assert.False((await (await rp.PostAsync("token/introspect", ("token", access))).JsonAsync()).GetProperty("active").GetBoolean());
        await RefusedAsync(await rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh)), "invalid_grant");
    }

    [Fact]
    public async Task ThirdParty_AsksForConsentOnce_AndItsTokensOpenNothingButUserInfo()
    {
        var person = await host.SignedInAsync("owner");
        using var rp = await RelyingParty.RegisterAsync(host, firstParty: false);
        var secondFactor = await rp.LogInAsync(person, ("scope", "openid email"));
        var consent = await rp.FollowAsync(await rp.SubmitAsync(secondFactor, ("code", host.CodeOf(person.Id, stepsAhead: 1))));
        var html = await consent.Content.ReadAsStringAsync();
        Assert.Contains("your e-mail address", html, StringComparison.Ordinal);
        Assert.DoesNotContain("your name", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Shop", html, StringComparison.Ordinal);
        Assert.Equal("consent_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]);
        Assert.Equal("access_denied", RelyingParty.Returned(await rp.SubmitAsync(consent, ("decision", "deny")))["error"]);
        var code = RelyingParty.Returned(await rp.SubmitAsync(await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl(("scope", "openid email")))), ("decision", "allow")))["code"];

        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("scope", "openid email"), ("prompt", "none")))).Keys); // remembered
        Assert.Equal("consent_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]); // but not for more
        var access = (await (await rp.ExchangeAsync(code)).JsonAsync()).GetProperty("access_token").GetString()!;
        Assert.Empty(Payload(access).GetProperty("realm_access").GetProperty("roles").EnumerateArray());
        using var api = host.CreateClient(access);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/v1/users/me")).StatusCode);
        var info = await (await api.GetAsync($"{RelyingParty.Protocol}/userinfo")).JsonAsync();
        Assert.Equal(["email", "email_verified", "sub"], info.EnumerateObject().Select(m => m.Name).Order());
    }

    [Fact]
    public async Task IdToken_IsNoAccessToken()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var idToken = (await rp.TokensAsync(person)).GetProperty("id_token").GetString();
        using var api = host.CreateClient(idToken);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/v1/users/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync($"{RelyingParty.Protocol}/userinfo")).StatusCode);
    }

    private static AuthenticationHeaderValue Basic(string id, string secret) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));

    private static JsonElement Payload(string token) => JsonDocument.Parse(Base64UrlEncoder.Decode(token.Split('.')[1])).RootElement;

    private static async Task RefusedAsync(HttpResponseMessage answer, string error, int status = 400)
    {
        Assert.Equal(error, (await answer.JsonAsync()).GetProperty("error").GetString());
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "It never came about.");
            await Task.Delay(20);
        }
    }
}
