using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

public sealed class ExternalLoginTests(LinkedIssuers issuers) : IClassFixture<LinkedIssuers>
{
    private IdentityHost Host => issuers.Host;

    [Fact]
    public async Task SignIn_ForTheFirstTime_OpensAnAccountWithoutAPassword_AndFindsItAgain()
    {
        var outsider = await issuers.OutsiderAsync();
        using var rp = await RelyingParty.RegisterAsync(Host);
        var told = RelyingParty.Returned(await issuers.SignInAsync(rp, outsider));
        var access = new JsonWebToken((await (await rp.ExchangeAsync(told["code"])).JsonAsync()).GetProperty("access_token").GetString());
        Assert.Equal("fed", access.Claims.Single(c => c.Type == "amr").Value);
        Assert.Equal("1", access.GetClaim("acr").Value);
        Assert.True(await Host.Database.ScalarAsync<bool>(
            "SELECT email_confirmed AND password_hash IS NULL AND display_name = 'A Person' FROM users WHERE id = $1 AND email = $2", Guid.Parse(access.Subject), outsider.Email));

        using var other = rp.InAnotherBrowser(Host);
        var again = RelyingParty.Returned(await issuers.SignInAsync(other, outsider));
        Assert.Equal(access.Subject, new JsonWebToken((await (await other.ExchangeAsync(again["code"])).JsonAsync()).GetProperty("access_token").GetString()).Subject);
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none")))).Keys); // the browser's session stands
    }

    [Fact]
    public async Task SignIn_ByManyAtOnce_OpensOneAccount()
    {
        var outsider = await issuers.OutsiderAsync();
        using var rp = await RelyingParty.RegisterAsync(Host);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var browser = rp.InAnotherBrowser(Host);
            return await issuers.SignInAsync(browser, outsider);
        }));
        Assert.DoesNotContain(answers, a => (int)a.StatusCode >= 500);
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.SeeOther);
        Assert.Equal(1, await Host.Database.ScalarAsync<long>("SELECT count(*) FROM users WHERE email = $1", outsider.Email));
        Assert.Equal(1, await issuers.LinksAsync("platform", outsider.Id.ToString()));
    }

    [Fact]
    public async Task SignIn_WithTheAddressOfAnAccount_LinksNothing_AndSaysWhatToDo()
    {
        var (outsider, owner) = (await issuers.OutsiderAsync(), await Host.SignedInAsync());
        await Host.Database.ExecuteAsync(
            "UPDATE users SET email = $2, user_name = $2, normalized_email = upper($2), normalized_user_name = upper($2), email_confirmed = true WHERE id = $1",
            owner.Id, outsider.Email.ToUpperInvariant());
        using var rp = await RelyingParty.RegisterAsync(Host);
        var page = await issuers.SignInAsync(rp, outsider);
        Assert.Equal(HttpStatusCode.Conflict, page.StatusCode);
        Assert.Contains("Sign in to it first", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await issuers.LinksAsync("platform", outsider.Id.ToString()));
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]);
    }

    [Fact]
    public async Task SignIn_WithAnUnverifiedAddress_OpensNothing()
    {
        var outsider = await issuers.OutsiderAsync(isVerified: false);
        using var rp = await RelyingParty.RegisterAsync(Host);
        var page = await issuers.SignInAsync(rp, outsider);
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Equal(0, await Host.Database.ScalarAsync<long>("SELECT count(*) FROM users WHERE email = $1", outsider.Email));
    }

    [Fact]
    public async Task Return_Twice_OrToAnotherBrowser_IsRefused()
    {
        var outsider = await issuers.OutsiderAsync();
        using var rp = await RelyingParty.RegisterAsync(Host);
        using var victim = rp.InAnotherBrowser(Host);
        var back = await issuers.SignInThereAsync(await LinkedIssuers.SetOutAsync(rp, "platform"), outsider);
        await RefusedAsync(await victim.GetAsync(back), "another browser"); // no cookie
        await LinkedIssuers.SetOutAsync(victim, "platform");
        await RefusedAsync(await victim.GetAsync(back), "another browser"); // the cookie of another attempt
        await RefusedAsync(await rp.GetAsync(back.Replace("/platform/", "/bent/", StringComparison.Ordinal)), "another browser"); // mixed up
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(back)).Keys); // none of that used it up
        await RefusedAsync(await rp.GetAsync(back), "is over already");
        Assert.Equal("login_required", RelyingParty.Returned(await victim.GetAsync(victim.AuthorizeUrl(("prompt", "none"))))["error"]);
    }

    [Fact]
    public async Task Return_AfterTenMinutes_IsRefused()
    {
        using var rp = await RelyingParty.RegisterAsync(Host);
        var asked = await LinkedIssuers.SetOutAsync(rp, "bent");
        await Host.Database.ExecuteAsync("UPDATE external_login_attempts SET expires_at = expires_at - interval '11 minutes' WHERE provider = 'bent'");
        issuers.Bent.IdToken = issuers.Bent.Sign(issuers.Claims(asked, "late"));
        await RefusedAsync(await rp.GetAsync(LinkedIssuers.Callback("bent", asked)), "too long ago");
        Assert.Equal(0, await issuers.LinksAsync("bent", "late"));
    }

    [Theory]
    [InlineData("honest")]
    [InlineData("nonce")]
    [InlineData("no nonce")]
    [InlineData("audience")]
    [InlineData("party")]
    [InlineData("issuer")]
    [InlineData("expired")]
    [InlineData("no expiry")]
    [InlineData("key")]
    [InlineData("secret")]
    [InlineData("none")]
    [InlineData("garbage")]
    [InlineData("userinfo")]
    public async Task IdToken_ThatIsBent_SignsNobodyIn(string how)
    {
        using var rp = await RelyingParty.RegisterAsync(Host);
        var asked = await LinkedIssuers.SetOutAsync(rp, "bent");
        var subject = $"bent-{how.Replace(' ', '-')}";
        issuers.Bent.IdToken = Bend(how, issuers.Claims(asked, subject));
        var answer = await rp.FollowAsync(await rp.GetAsync(LinkedIssuers.Callback("bent", asked)));
        if (how == "honest")
        {
            Assert.Contains("code", RelyingParty.Returned(answer).Keys);
            return;
        }

        await RefusedAsync(answer, "does not answer as it should");
        Assert.Equal(0, await issuers.LinksAsync("bent", subject));
        Assert.Equal(0, await Host.Database.ScalarAsync<long>("SELECT count(*) FROM users WHERE email = $1", $"{subject}@bent.example"));
    }

    [Fact]
    public async Task Provider_ThatRefuses_IsNotQuoted()
    {
        using var rp = await RelyingParty.RegisterAsync(Host);
        var asked = await LinkedIssuers.SetOutAsync(rp, "bent");
        var page = await rp.GetAsync(LinkedIssuers.Callback("bent", asked, "error=access_denied&error_description=%3Cscript%3Ecall+us%3C%2Fscript%3E"));
        var html = await RefusedAsync(page, "You were not signed in with Bent &lt;b&gt;Issuer&lt;/b&gt;.");
        Assert.DoesNotContain("call us", html, StringComparison.Ordinal);
        Assert.Contains("name=\"password\"", html, StringComparison.Ordinal); // there is another way on
        foreach (var odd in new[] { "", "code=", "code=a&code=b", $"code={new string('x', 5000)}", "code=a&iss=https%3A%2F%2Felsewhere.example" })
            Assert.Equal(HttpStatusCode.BadRequest, (await rp.GetAsync(LinkedIssuers.Callback("bent", await LinkedIssuers.SetOutAsync(rp, "bent"), odd))).StatusCode);
        await RefusedAsync(await rp.GetAsync("/realms/commerce/external/nobody/callback?state=x&code=y"), "Nobody can sign in with that here.");
    }

    [Fact]
    public async Task Provider_ThatIsDown_GetsAPage()
    {
        using var rp = await RelyingParty.RegisterAsync(Host);
        var asked = await LinkedIssuers.SetOutAsync(rp, "bent");
        issuers.Bent.IsUp = false;
        try
        {
            await RefusedAsync(await rp.GetAsync(LinkedIssuers.Callback("bent", asked)), "does not answer as it should");
            var query = new Uri(new Uri("http://here"), rp.AuthorizeUrl()).Query;
            await RefusedAsync(await rp.GetAsync($"/realms/commerce/external/bent{query}"), "does not answer as it should");
        }
        finally
        {
            issuers.Bent.IsUp = true;
        }
    }

    [Fact]
    public async Task OAuth_AsksWhoItIs_AndBelievesOnlyItsVerifiedPrimaryAddress()
    {
        using var rp = await RelyingParty.RegisterAsync(Host);
        issuers.Bent.UserInformation = new { id = 4711, name = "Somebody\u202E", email = "public@bent.example" };
        issuers.Bent.Emails = new[] { new { email = "first@bent.example", primary = true, verified = false }, new { email = "second@bent.example", primary = false, verified = true } };
        Assert.Equal(HttpStatusCode.Forbidden, (await rp.GetAsync(LinkedIssuers.Callback("numbers", await LinkedIssuers.SetOutAsync(rp, "numbers")))).StatusCode);
        issuers.Bent.Emails = new[] { new { email = "first@bent.example", primary = true, verified = true } };
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(LinkedIssuers.Callback("numbers", await LinkedIssuers.SetOutAsync(rp, "numbers")))).Keys);
        Assert.Equal("first", await Host.Database.ScalarAsync<string>(
            "SELECT u.display_name FROM external_logins l JOIN users u ON u.id = l.user_id WHERE l.subject = '4711' AND u.email = 'first@bent.example'"));
    }

    [Fact]
    public async Task SignInPage_ShowsWhatIsConfigured_AndNothingElse()
    {
        using var rp = await RelyingParty.RegisterAsync(Host);
        var html = await (await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl()))).Content.ReadAsStringAsync();
        Assert.Contains("href=\"/realms/commerce/external/platform?", html, StringComparison.Ordinal);
        Assert.Contains("Sign in with Bent &lt;b&gt;Issuer&lt;/b&gt;", html, StringComparison.Ordinal);
        using var there = await RelyingParty.RegisterAsync(issuers.Platform);
        Assert.DoesNotContain(PublicAddresses.External, await (await there.FollowAsync(await there.GetAsync(there.AuthorizeUrl()))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private string Bend(string how, Dictionary<string, object> claims)
    {
        switch (how)
        {
            case "nonce": claims["nonce"] = "of-another-login"; break;
            case "no nonce": claims.Remove("nonce"); break;
            case "audience": claims["aud"] = "another-shop"; break;
            case "party": claims["azp"] = "another-shop"; break;
            case "issuer": claims["iss"] = "https://elsewhere.example"; break;
            case "expired": claims["exp"] = Host.Time.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds(); break;
            case "no expiry": claims.Remove("exp"); break;
            case "key": return issuers.Bent.Sign(claims, BentIssuer.NewKey());
            case "secret": return issuers.Bent.Sign(claims, issuers.Bent.PublicKeyAsSecret, SecurityAlgorithms.HmacSha256);
            case "none": return $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{issuers.Bent.Sign(claims).Split('.')[1]}.";
            case "garbage": return "eyJ.not.a-token";
            case "userinfo":
                claims.Remove("email");
                issuers.Bent.UserInformation = new { sub = "somebody-else", email = "bent-userinfo@bent.example", email_verified = true };
                break;
        }

        return issuers.Bent.Sign(claims);
    }

    private static async Task<string> RefusedAsync(HttpResponseMessage page, string saying)
    {
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains(saying, html, StringComparison.Ordinal);
        return html;
    }
}
