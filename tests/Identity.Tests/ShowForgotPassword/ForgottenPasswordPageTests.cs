using System.Net;

namespace Commerce.Identity;

/// <summary>The pages for a forgotten password.</summary>
public sealed class ForgottenPasswordPageTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Forgot = "/realms/commerce/forgot-password";
    private const string New = "/realms/commerce/new-password";
    private const string Fresh = "five quite other words here";

    [Fact]
    public async Task Link_LeadsToANewPassword_Once_AndTheSecondFactorIsStillAsked()
    {
        var clerk = await host.SignedInAsync("support");
        await host.Database.ExecuteAsync("UPDATE users SET email_confirmed = true WHERE id = $1", clerk.Id);
        using var rp = await RelyingParty.RegisterAsync(host);
        var login = await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl()));
        var link = WebUtility.HtmlDecode((await login.Content.ReadAsStringAsync()).Split("href=\"").Single(p => p.StartsWith(Forgot, StringComparison.Ordinal)).Split('"')[0]);
        var sent = await rp.SubmitAsync(await rp.GetAsync(link), ("email", $" {clerk.Email.ToUpperInvariant()} "));
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Contains("Back to signing in", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var page = await PageOfMailAsync(rp, clerk);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Contains("default-src 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        foreach (var (password, repeated, fault) in new[]
        {
            ("short", "short", "At least 15 characters"), ("password password", "password password", "one of the first passwords"),
            (new string('x', 300), new string('x', 300), "At most 128"), ("", "", "At least 15"), (Fresh, Fresh + "!", "not the same"), (clerk.Email, clerk.Email, "one of the first"),
        })
        {
            var refused = await rp.SubmitAsync(page, ("password", password), ("repeated", repeated));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            var html = await refused.Content.ReadAsStringAsync();
            Assert.Contains(fault, html, StringComparison.Ordinal);
            Assert.Contains("aria-invalid=\"true\"", html, StringComparison.Ordinal);
            Assert.DoesNotContain($"value=\"{Fresh}", html, StringComparison.Ordinal);
        }

        var changed = await rp.SubmitAsync(page, ("password", Fresh), ("repeated", Fresh));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Contains("Your password was changed", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var again = await rp.SubmitAsync(page, ("password", Fresh), ("repeated", Fresh));
        Assert.Contains("no longer good", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await host.UntilAsync("SELECT count(*) FROM sessions WHERE user_id = $1 AND revoked_why = 'password-changed'", clerk.Id);
        var second = await rp.SubmitAsync(await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl())), ("email", clerk.Email), ("password", Fresh));
        Assert.Contains("one-time-code", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ForNobody_SaysTheSame()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.GetAsync(Forgot);
        var known = await rp.SubmitAsync(page, ("email", person.Email));
        var unknown = await rp.SubmitAsync(page, ("email", "nobody@shop.example"));
        Assert.Equal(known.StatusCode, unknown.StatusCode);
        Assert.Equal(
            (await known.Content.ReadAsStringAsync()).Replace(person.Email, "nobody@shop.example", StringComparison.Ordinal), await unknown.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("\"><script>alert(1)</script>@shop.example")]
    [InlineData("\u202Eada@shop.example")]
    public async Task Request_WithWhatIsNoAddress_IsRefused(string email)
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        var refused = await rp.SubmitAsync(await rp.GetAsync(Forgot), ("email", email));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.DoesNotContain("<script", await refused.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Request_TooOften_SaysWhenToComeBack()
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        rp.Browser.DefaultRequestHeaders.Add("X-Forwarded-For", SentPeople.NewAddress());
        var page = await rp.GetAsync(Forgot);
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await rp.SubmitAsync(page, ("email", "often@shop.example"))).StatusCode);
        var refused = await rp.SubmitAsync(page, ("email", "often@shop.example"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?token=")]
    [InlineData("?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("?token=%E2%80%AE")]
    [InlineData("?token=a&token=b")]
    public async Task Link_ThatIsNotGood_SaysSo(string query)
    {
        using var rp = await RelyingParty.RegisterAsync(host);
        var answer = await rp.GetAsync(New + query);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Have another one sent", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forms_FromElsewhere_OrTooLate_AreRefused()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var forgot = await rp.GetAsync(Forgot);
        Assert.Equal(HttpStatusCode.BadRequest, (await rp.SubmitAsync(forgot, ("email", person.Email), ("guard", "forged"))).StatusCode);
        Assert.Null(await host.MailAsync(person.Id, "reset-password"));
        await rp.SubmitAsync(forgot, ("email", person.Email));
        var page = await PageOfMailAsync(rp, person);
        Assert.Equal(HttpStatusCode.BadRequest, (await rp.SubmitAsync(page, ("password", Fresh), ("repeated", Fresh), ("guard", "forged"))).StatusCode);
        rp.Browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.BadRequest, (await rp.SubmitAsync(page, ("password", Fresh), ("repeated", Fresh))).StatusCode);
        rp.Browser.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        host.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await rp.SubmitAsync(page, ("password", Fresh), ("repeated", Fresh))).StatusCode);
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM sessions WHERE user_id = $1 AND revoked_at IS NULL", person.Id));
    }

    [Fact]
    public async Task Link_UsedManyTimesAtOnce_ChangesThePasswordOnce()
    {
        var person = await host.SignedInAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        await rp.SubmitAsync(await rp.GetAsync(Forgot), ("email", person.Email));
        var page = await PageOfMailAsync(rp, person);
        var texts = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
            await (await rp.SubmitAsync(page, ("password", $"{Fresh} {i}"), ("repeated", $"{Fresh} {i}"))).Content.ReadAsStringAsync()));
        Assert.Single(texts, t => t.Contains("Your password was changed", StringComparison.Ordinal));
    }

    private async Task<HttpResponseMessage> PageOfMailAsync(RelyingParty rp, SignedInPerson person)
    {
        var mail = await host.MailAsync(person.Id, "reset-password");
        var link = mail!.Text.Split(' ', '\n').Single(word => word.StartsWith("http", StringComparison.Ordinal));
        return await rp.GetAsync(new Uri(link).PathAndQuery);
    }
}
