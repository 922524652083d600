using System.Net;
using System.Text.Json;

namespace Commerce.Identity;

public sealed class AuthorizeTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    // Nobody knows where the person came from: a page, and no redirect.
    public static TheoryData<string, string?> Shown => new()
    {
        { "client_id", null },
        { "client_id", "no-such-client" },
        { "client_id", "CLIENT" },
        { "redirect_uri", null },
        { "redirect_uri", "https://evil.example/callback" },
        { "redirect_uri", "https://rp.example/callback" },
        { "redirect_uri", RelyingParty.RedirectUri + "&more=1" },
        { "redirect_uri", RelyingParty.RedirectUri + "/" },
        { "redirect_uri", RelyingParty.RedirectUri + "#fragment" },
        { "redirect_uri", "https://RP.example/callback?from=commerce" },
        { "redirect_uri", "https://rp.example:443/callback?from=commerce" },
        { "redirect_uri", "http://rp.example/callback?from=commerce" },
        { "redirect_uri", "https://rp.example@evil.example/callback?from=commerce" },
        { "redirect_uri", "https://rp.example/other/../callback?from=commerce" },
        { "redirect_uri", "//rp.example/callback?from=commerce" },
        { "redirect_uri", "javascript:alert(1)" },
        { "redirect_uri", "" },
    };

    public static TheoryData<string, string?, string> Returned => new()
    {
        { "response_type", null, "invalid_request" },
        { "response_type", "token", "unsupported_response_type" },
        { "response_type", "id_token", "unsupported_response_type" },
        { "response_type", "code id_token", "unsupported_response_type" },
        { "response_type", "CODE", "unsupported_response_type" },
        { "response_mode", "fragment", "invalid_request" },
        { "response_mode", "form_post", "invalid_request" },
        { "scope", null, "invalid_scope" },
        { "scope", "root everything", "invalid_scope" },
        { "code_challenge", null, "invalid_request" },
        { "code_challenge", "short", "invalid_request" },
        { "code_challenge", "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "invalid_request" },
        { "code_challenge_method", null, "invalid_request" },
        { "code_challenge_method", "plain", "invalid_request" },
        { "code_challenge_method", "s256", "invalid_request" },
        { "request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported" },
        { "request_uri", "https://rp.example/request.jwt", "request_uri_not_supported" },
        { "registration", "{}", "registration_not_supported" },
        { "prompt", "none login", "invalid_request" },
        { "prompt", "sometimes", "invalid_request" },
        { "max_age", "-1", "invalid_request" },
        { "max_age", "soon", "invalid_request" },
        { "max_age", "99999999999999999999", "invalid_request" },
        { "nonce", "a\u0001b", "invalid_request" },
        { "nonce", new string('n', 513), "invalid_request" },
        { "id_token_hint", "nonsense", "invalid_request" },
        { "id_token_hint", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "invalid_request" },
        { "prompt", "none", "login_required" },
    };

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task Authorize_FromWhoKnowsWhere_ShowsAPageAndRedirectsNowhere(string parameter, string? value)
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        var answer = await rp.GetAsync(rp.AuthorizeUrl((parameter, value)));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("evil", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Returned))]
    public async Task Authorize_AskedWrongly_TellsTheApplication(string parameter, string? value, string error)
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        foreach (var answer in new[] { await rp.GetAsync(rp.AuthorizeUrl((parameter, value))), await PostedAsync(rp, rp.AuthorizeUrl((parameter, value))) })
        {
            var told = RelyingParty.Returned(answer);
            Assert.Equal(error, told["error"]);
            Assert.Equal("st&te=1", told["state"]);
            Assert.Equal(host.Authority, told["iss"]);
            Assert.DoesNotContain("code", told.Keys);
        }
    }

    [Theory]
    [InlineData("client_id", true)]
    [InlineData("redirect_uri", true)]
    [InlineData("state", false)]
    [InlineData("scope", false)]
    [InlineData("nonce", false)]
    [InlineData("code_challenge", false)]
    public async Task Authorize_WithAParameterTwice_IsRefused(string parameter, bool isShown)
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        var answer = await rp.GetAsync($"{rp.AuthorizeUrl()}&{parameter}=again");
        if (isShown)
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        else
            Assert.Equal("invalid_request", RelyingParty.Returned(answer)["error"]);
    }

    [Fact]
    public async Task Authorize_SignedInAlready_AsksNothing_UnlessTheApplicationWantsIt()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        await rp.SignInAsync(person);
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none")))).Keys);
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("max_age", "3600")))).Keys);
        foreach (var (name, value) in new[] { ("prompt", "login"), ("prompt", "select_account"), ("max_age", "0"), ("acr_values", "2") })
            Assert.StartsWith("/realms/commerce/login?", (await rp.GetAsync(rp.AuthorizeUrl((name, value)))).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.StartsWith("/realms/commerce/consent?", (await rp.GetAsync(rp.AuthorizeUrl(("prompt", "consent")))).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"), ("max_age", "0"))))["error"]);
        Assert.Contains("code", (await rp.SignInAsync(person, ("prompt", "login"), ("max_age", "0"))).Keys);

        host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"), ("max_age", "60"))))["error"]);
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none")))).Keys);
    }

    [Fact]
    public async Task Authorize_ProvedAgain_KeepsTheSession_AndSomebodyElseEndsIt()
    {
        var (first, second) = (await host.SignedInAsync(), await host.SignedInAsync());
        using var rp = await RelyingParty.RegisterAsync(host);
        var before = await (await rp.ExchangeAsync((await rp.SignInAsync(first))["code"])).JsonAsync();
        await rp.SignInAsync(first, ("prompt", "login"));
        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync(rp, before)).StatusCode);

        var again = await (await rp.ExchangeAsync((await rp.SignInAsync(first, ("prompt", "login")))["code"])).JsonAsync();
        var told = await rp.SignInAsync(second, ("prompt", "login"), ("id_token_hint", again.GetProperty("id_token").GetString()));
        Assert.Equal("login_required", told["error"]); // not the one who was meant
        Assert.Equal(HttpStatusCode.BadRequest, (await RefreshAsync(rp, again)).StatusCode);
        Assert.Equal("login_required", RelyingParty.Returned(
            await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"), ("id_token_hint", again.GetProperty("id_token").GetString()))))["error"]);
    }

    [Fact]
    public async Task BrowserSession_IdleForHalfAnHour_IsOver()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        await rp.SignInAsync(person);
        host.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none")))).Keys);
        host.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none")))).Keys);
        host.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]);
    }

    [Fact]
    public async Task BrowserSession_RevokedByItsOwner_EndsWhatWasBegunByIt()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var tokens = await rp.TokensAsync(person);
        using var client = host.CreateClient(person.AccessToken);
        var sessions = (await (await client.GetAsync("/api/v1/users/me/sessions")).JsonAsync()).GetProperty("items").EnumerateArray().ToArray();
        var browser = Assert.Single(sessions, s => s.GetProperty("clientId").GetString() == "browser");
        Assert.Single(sessions, s => s.GetProperty("clientId").GetString() == rp.ClientId);

        await client.DeleteAsync($"/api/v1/users/me/sessions/{browser.GetProperty("id").GetGuid()}");

        Assert.Equal(HttpStatusCode.BadRequest, (await RefreshAsync(rp, tokens)).StatusCode);
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/users/me")).StatusCode);
    }

    [Fact]
    public async Task EndSession_WithAnIdToken_EndsAllAndGoesWhereTheClientRegistered()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        using var other = await RelyingParty.RegisterAsync(host);
        var tokens = await rp.TokensAsync(person);
        var hint = Uri.EscapeDataString(tokens.GetProperty("id_token").GetString()!);
        var logout = $"{RelyingParty.Protocol}/logout";
        foreach (var bad in new[] { "https://evil.example/", RelyingParty.PostLogoutUri + "/", RelyingParty.PostLogoutUri + "?a=b", "//rp.example/bye" })
        {
            var refused = await rp.GetAsync($"{logout}?id_token_hint={hint}&post_logout_redirect_uri={Uri.EscapeDataString(bad)}");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Null(refused.Headers.Location);
        }

        var back = Uri.EscapeDataString(RelyingParty.PostLogoutUri);
        Assert.Equal(HttpStatusCode.BadRequest, (await rp.GetAsync($"{logout}?id_token_hint={hint}&post_logout_redirect_uri={back}&client_id={other.ClientId}")).StatusCode);
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none")))).Keys); // still signed in
        var answer = await rp.GetAsync($"{logout}?id_token_hint={hint}&post_logout_redirect_uri={back}&state=a%26b");
        Assert.Equal($"{RelyingParty.PostLogoutUri}?state=a%26b", answer.Headers.Location!.OriginalString);
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await RefreshAsync(rp, tokens)).StatusCode);
    }

    [Fact]
    public async Task EndSession_WithoutProof_AsksFirst()
    {
        var (person, stranger) = (await host.SignedInAsync(), await host.SignedInAsync());
        using var rp = await RelyingParty.RegisterAsync(host);
        using var elsewhere = rp.InAnotherBrowser(host);
        var foreign = (await elsewhere.TokensAsync(stranger)).GetProperty("id_token").GetString()!;
        await rp.SignInAsync(person);
        foreach (var url in new[] { "", "?id_token_hint=nonsense", $"?id_token_hint={Uri.EscapeDataString(foreign)}" })
        {
            var page = await rp.GetAsync($"{RelyingParty.Protocol}/logout{url}");
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Contains("Sign out?", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none")))).Keys);
        }

        var asked = await rp.GetAsync($"{RelyingParty.Protocol}/logout");
        Assert.Contains("Sign out?", await (await rp.SubmitAsync(asked, ("guard", "forged"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("You are signed out", await (await rp.SubmitAsync(asked)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]);
        Assert.Contains("code", RelyingParty.Returned(await elsewhere.GetAsync(elsewhere.AuthorizeUrl(("prompt", "none")))).Keys); // the stranger stays
    }

    [Fact]
    public async Task Discovery_TellsExactlyWhatStands()
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        var discovery = await (await rp.GetAsync("/realms/commerce/.well-known/openid-configuration")).JsonAsync();
        foreach (var endpoint in discovery.EnumerateObject().Where(m => m.Name.EndsWith("_endpoint", StringComparison.Ordinal) || m.Name == "jwks_uri"))
        {
            var url = endpoint.Value.GetString()!;
            Assert.StartsWith(host.Authority, url, StringComparison.Ordinal);
            Assert.NotEqual(HttpStatusCode.NotFound, (await rp.GetAsync(new Uri(url).PathAndQuery)).StatusCode);
        }

        Assert.Equal("S256", Assert.Single(discovery.GetProperty("code_challenge_methods_supported").EnumerateArray()).GetString());
        Assert.Equal("code", Assert.Single(discovery.GetProperty("response_types_supported").EnumerateArray()).GetString());
        Assert.True(discovery.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
        Assert.False(discovery.GetProperty("request_uri_parameter_supported").GetBoolean());
        Assert.Equal(JsonValueKind.False, discovery.GetProperty("request_parameter_supported").ValueKind);
    }

    private static Task<HttpResponseMessage> RefreshAsync(RelyingParty rp, JsonElement tokens) =>
        rp.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()));

    private static Task<HttpResponseMessage> PostedAsync(RelyingParty rp, string url)
    {
        var parameters = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(url[url.IndexOf('?', StringComparison.Ordinal)..]);
        return rp.Browser.PostAsync($"{RelyingParty.Protocol}/auth", new FormUrlEncodedContent(parameters.Select(p => KeyValuePair.Create(p.Key, p.Value.ToString()))));
    }
}
