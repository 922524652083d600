using System.Net;

namespace Commerce.Identity;

public sealed class SignInPageTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task LogIn_WithAWrongPassword_SaysTheSameAsForNobody_AndKeepsTheAddress()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl()));
        var wrong = await rp.SubmitAsync(page, ("email", person.Email), ("password", "not the right password"));
        var unknown = await rp.SubmitAsync(page, ("email", "nobody@shop.example"), ("password", "not the right password"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        var html = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("E-mail address or password is wrong.", html, StringComparison.Ordinal);
        Assert.Contains($"value=\"{person.Email}\"", html, StringComparison.Ordinal);
        Assert.Equal(html.Replace(person.Email, "nobody@shop.example", StringComparison.Ordinal), await unknown.Content.ReadAsStringAsync());
        Assert.DoesNotContain("not the right password", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondFactor_IsAskedOnAPageOfItsOwn_AndIsInTheTokens()
    {
        var clerk = await host.SignedInAsync("support");
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.LogInAsync(clerk);
        Assert.Contains("one-time-code", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]); // not signed in yet
        foreach (var code in new[] { "000000", "", "\"><script>", new string('1', 100), "1\u202E2" })
        {
            var wrong = await rp.SubmitAsync(page, ("code", code));
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            Assert.DoesNotContain("<script", await wrong.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await rp.SubmitAsync(page, ("code", "000000"), ("method", "telepathy"))).StatusCode);
        Assert.StartsWith("/realms/commerce/login?", (await rp.SubmitAsync(page, ("code", "1"), ("guard", "forged"))).Headers.Location!.OriginalString, StringComparison.Ordinal);
        var told = RelyingParty.Returned(await rp.SubmitAsync(page, ("code", host.CodeOf(clerk.Id, stepsAhead: 1))));
        var access = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken((await (await rp.ExchangeAsync(told["code"])).JsonAsync()).GetProperty("access_token").GetString());
        Assert.Equal("2", access.GetClaim("acr").Value);
        Assert.Contains("support", access.GetClaim("realm_access").Value, StringComparison.Ordinal);
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"), ("acr_values", "2")))).Keys);
        var again = await rp.SubmitAsync(page, ("code", host.CodeOf(clerk.Id, stepsAhead: 1))); // the challenge is used up
        Assert.Contains("This login was begun too long ago", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_TooOften_SaysWhenToComeBack()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        rp.Browser.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.201");
        var page = await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl()));
        for (var i = 0; i < 5; i++)
            await rp.SubmitAsync(page, ("email", person.Email), ("password", "not the right password"));
        var refused = await rp.SubmitAsync(page, ("email", person.Email), ("password", IdentityHost.Password));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("\"><script>alert(1)</script>", "x")]
    [InlineData("ada@shop.example\0", "x")]
    [InlineData("\u202Eada@shop.example", "\u202E")]
    [InlineData("", "")]
    [InlineData("ada@shop.example", "")]
    [InlineData("аda@shop.example", "x")]
    public async Task LogIn_WithOddInput_IsRefusedAndRepeatsNothingDangerous(string email, string password)
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl(("login_hint", "\"><script>alert(2)</script>"))));
        Assert.DoesNotContain("<script", Own(await page.Content.ReadAsStringAsync()), StringComparison.OrdinalIgnoreCase);
        var refused = await rp.SubmitAsync(page, ("email", email), ("password", password));
        Assert.Equal(email.Contains('\0', StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.DoesNotContain("<script", Own(await refused.Content.ReadAsStringAsync()), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task LogIn_WithAnEnormousForm_IsRefused()
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await rp.SubmitAsync(page, ("email", "ada@shop.example"), ("password", new string('x', 100_000)))).StatusCode);
        var many = Enumerable.Range(0, 1100).Select(i => ($"p{i}", "x")).ToArray();
        Assert.Equal(HttpStatusCode.BadRequest, (await rp.SubmitAsync(page, many)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await rp.PostAsync("token", [.. many.Select(p => (p.Item1, (string?)p.Item2))])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await rp.PostAsync("auth", [.. many.Select(p => (p.Item1, (string?)p.Item2))])).StatusCode);
    }

    [Fact]
    public async Task Forms_FromElsewhere_AreRefused()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host, firstParty: false);
        using var attacker = rp.InAnotherBrowser(host);
        var theirs = await attacker.FollowAsync(await attacker.GetAsync(attacker.AuthorizeUrl()));
        var page = await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl()));
        foreach (var guard in new[] { "", "forged", await GuardAsync(theirs) })
            Assert.Equal(HttpStatusCode.BadRequest, (await rp.SubmitAsync(page, ("email", person.Email), ("password", IdentityHost.Password), ("guard", guard))).StatusCode);
        rp.Browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.BadRequest, (await rp.SubmitAsync(page, ("email", person.Email), ("password", IdentityHost.Password))).StatusCode);
        rp.Browser.DefaultRequestHeaders.Remove("Sec-Fetch-Site");

        var consent = await rp.FollowAsync(await rp.SubmitAsync(page, ("email", person.Email), ("password", IdentityHost.Password)));
        Assert.Equal(HttpStatusCode.OK, (await rp.SubmitAsync(consent, ("decision", "allow"), ("guard", await GuardAsync(theirs)))).StatusCode); // asked again
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM client_consents WHERE user_id = $1", person.Id));
    }

    [Theory]
    [InlineData("/realms/commerce/login")]
    [InlineData("/realms/commerce/consent")]
    [InlineData("/realms/commerce/login?client_id=x&redirect_uri=https%3A%2F%2Fevil.example")]
    public async Task Pages_WithoutAGoodRequest_LeadNowhere(string url)
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        var answer = await rp.GetAsync(url);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Fact]
    public async Task Consent_OfNobody_LeadsToTheLogin()
    {
        using var rp = await RelyingParty.RegisterAsync(host, firstParty: false);
        var query = rp.AuthorizeUrl()[$"{RelyingParty.Protocol}/auth".Length..];
        var answer = await rp.GetAsync("/realms/commerce/consent" + query);
        Assert.StartsWith("/realms/commerce/login?", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_RunNothingButTheirOwnFile_AndAreFramedByNobody()
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl()));
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src data:; form-action 'self' https://rp.example; frame-ancestors 'none'; base-uri 'none'",
            policy);
        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", Own(await page.Content.ReadAsStringAsync()), StringComparison.OrdinalIgnoreCase);
        var script = await rp.GetAsync("/realms/commerce/passkeys.js");
        Assert.Equal("text/javascript", script.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(script.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("text/css", (await rp.GetAsync("/realms/commerce/pages.css")).Content.Headers.ContentType?.MediaType);
    }

    // All but the one script that is the pages' own.
    private static string Own(string html) => html.Replace("""<script src="/realms/commerce/passkeys.js" defer></script>""", "", StringComparison.Ordinal);

    private static async Task<string> GuardAsync(HttpResponseMessage page)
    {
        var html = await page.Content.ReadAsStringAsync();
        const string Before = "name=\"guard\" value=\"";
        var start = html.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return html[start..html.IndexOf('"', start)];
    }
}
