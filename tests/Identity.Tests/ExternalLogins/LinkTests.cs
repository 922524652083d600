using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Npgsql;

namespace Commerce.Identity;

public sealed class LinkTests(LinkedIssuers issuers) : IClassFixture<LinkedIssuers>
{
    private const string Links = "/api/v1/users/me/external-logins";

    private IdentityHost Host => issuers.Host;

    [Fact]
    public async Task Link_ByTheOwner_SignsThemIn_AfterTheirSecondFactor()
    {
        var (clerk, outsider) = (await Host.SignedInAsync("support"), await issuers.OutsiderAsync(isVerified: false));
        using var rp = await RelyingParty.RegisterAsync(Host);
        var linked = await LinkAsync(rp, clerk, outsider);
        Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
        Assert.Contains("sign in with Platform", await linked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(clerk.Id, await Host.Database.ScalarAsync<Guid>("SELECT user_id FROM external_logins WHERE subject = $1", outsider.Id.ToString()));
        Assert.Contains("Signing in with Platform was added", (await Host.MailAsync(clerk.Id, "second-factor-changed"))!.Text, StringComparison.Ordinal);

        using var browser = rp.InAnotherBrowser(Host);
        var page = await issuers.SignInAsync(browser, outsider);
        Assert.Contains("one-time-code", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("login_required", RelyingParty.Returned(await browser.GetAsync(browser.AuthorizeUrl(("prompt", "none"))))["error"]);
        var told = RelyingParty.Returned(await browser.SubmitAsync(page, ("code", Host.CodeOf(clerk.Id, stepsAhead: 1))));
        var access = new JsonWebToken((await (await browser.ExchangeAsync(told["code"])).JsonAsync()).GetProperty("access_token").GetString());
        Assert.Equal(["fed", "mfa", "otp"], access.Claims.Where(c => c.Type == "amr").Select(c => c.Value).Order());
        Assert.Contains("support", access.GetClaim("realm_access").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_OfStaffWithoutASecondFactor_CarriesACustomersRole()
    {
        var (clerk, outsider) = (await Host.SignedInAsync(), await issuers.OutsiderAsync());
        await Host.Database.ExecuteAsync("INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = 'support'", clerk.Id);
        using var rp = await RelyingParty.RegisterAsync(Host);
        await LinkAsync(rp, clerk, outsider);
        using var browser = rp.InAnotherBrowser(Host);
        var told = RelyingParty.Returned(await issuers.SignInAsync(browser, outsider));
        var access = new JsonWebToken((await (await browser.ExchangeAsync(told["code"])).JsonAsync()).GetProperty("access_token").GetString());
        Assert.Equal(clerk.Id.ToString(), access.Subject);
        Assert.DoesNotContain("support", access.GetClaim("realm_access").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_ToAClosedAccount_IsRefused()
    {
        var (person, outsider) = (await Host.SignedInAsync(), await issuers.OutsiderAsync());
        using var rp = await RelyingParty.RegisterAsync(Host);
        await LinkAsync(rp, person, outsider);
        await Host.Database.ExecuteAsync("UPDATE users SET lockout_end = 'infinity' WHERE id = $1", person.Id);
        using var browser = rp.InAnotherBrowser(Host);
        Assert.Equal(HttpStatusCode.Forbidden, (await issuers.SignInAsync(browser, outsider)).StatusCode);
    }

    [Fact]
    public async Task Link_NeedsAFreshLogin_ASessionThatGoesOn_AndAFreeLogin()
    {
        var (first, second, outsider) = (await Host.SignedInAsync(), await Host.SignedInAsync(), await issuers.OutsiderAsync());
        using var rp = await RelyingParty.RegisterAsync(Host);
        Assert.Equal(HttpStatusCode.Unauthorized, (await rp.Browser.PostAsync($"{Links}/platform", null)).StatusCode);
        using var api = Host.CreateClient(first.AccessToken);
        Assert.Equal("identity.external_provider_not_found", await (await api.PostAsync($"{Links}/nobody", null)).CodeAsync(404));

        var back = await issuers.SignInThereAsync(await SetOutAsync(rp, first), outsider);
        await Host.Database.ExecuteAsync("UPDATE sessions SET revoked_at = now(), revoked_why = 'logged-out' WHERE user_id = $1", first.Id);
        Assert.Contains("You were signed out", await (await rp.GetAsync(back)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await issuers.LinksAsync("platform", outsider.Id.ToString()));

        await LinkAsync(rp, second, outsider);
        using var third = rp.InAnotherBrowser(Host);
        var thief = await Host.SignedInAsync();
        Assert.Contains("linked to an account already", await (await LinkAsync(third, thief, outsider)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(second.Id, await Host.Database.ScalarAsync<Guid>("SELECT user_id FROM external_logins WHERE subject = $1", outsider.Id.ToString()));
    }

    [Fact]
    public async Task Link_BegunByAnotherBrowser_IsRefused()
    {
        var (attacker, outsider) = (await Host.SignedInAsync(), await issuers.OutsiderAsync());
        using var rp = await RelyingParty.RegisterAsync(Host);
        using var victim = rp.InAnotherBrowser(Host);
        var back = await issuers.SignInThereAsync(await SetOutAsync(rp, attacker), outsider);
        Assert.Equal(HttpStatusCode.BadRequest, (await victim.GetAsync(back)).StatusCode);
        Assert.Equal(0, await issuers.LinksAsync("platform", outsider.Id.ToString()));
    }

    [Fact]
    public async Task Unlink_LeavesOneWayIn_WhateverHappensAtOnce()
    {
        var person = await Host.SignedInAsync();
        await Host.Database.ExecuteAsync("INSERT INTO external_logins VALUES ('platform', $2, $1, now()), ('bent', $2, $1, now()), ('forgotten', $2, $1, now())", person.Id, $"{person.Id}");
        using var api = Host.CreateClient(person.AccessToken);
        var listed = await (await api.GetAsync(Links)).JsonAsync();
        Assert.Equal(["bent", "forgotten", "platform"], listed.GetProperty("externalLogins").EnumerateArray().Select(l => l.GetProperty("provider").GetString()));
        Assert.Equal(["numbers"], listed.GetProperty("available").EnumerateArray().Select(l => l.GetProperty("provider").GetString()));
        await Host.Database.ExecuteAsync("UPDATE users SET password_hash = NULL WHERE id = $1", person.Id);

        // Both are under way before either can end: whoever holds the account's row lets them go together.
        await using var holder = await Host.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM users WHERE id = $1 FOR UPDATE", holder, transaction) { Parameters = { new() { Value = person.Id } } })
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var cuts = new[] { api.DeleteAsync($"{Links}/platform"), api.DeleteAsync($"{Links}/bent") };
        await Host.UntilAsync("SELECT count(*) / 2 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        var answers = await Task.WhenAll(cuts);
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        Assert.Equal("identity.last_way_in", await answers.Single(a => !a.IsSuccessStatusCode).CodeAsync(409));
        Assert.Equal("identity.external_login_not_found", await (await api.DeleteAsync($"{Links}/numbers")).CodeAsync(404));

        await Host.Database.ExecuteAsync("UPDATE users SET password_hash = 'some' WHERE id = $1", person.Id);
        foreach (var provider in new[] { "platform", "bent", "forgotten" })
            await api.DeleteAsync($"{Links}/{provider}");
        Assert.Equal(0, await Host.Database.ScalarAsync<long>("SELECT count(*) FROM external_logins WHERE user_id = $1", person.Id));
    }

    [Fact]
    public async Task Reset_OfAnAddressNeverConfirmed_TakesAStrangersLoginAway()
    {
        var person = await Host.SignedInAsync();
        await Host.Database.ExecuteAsync("INSERT INTO external_logins VALUES ('platform', $2, $1, now())", person.Id, $"{person.Id}");
        using var client = Host.CreateClient(token: null);
        await client.PostAsJsonAsync("/api/v1/auth/forgot-password", new { email = person.Email });
        var token = await Host.MailedTokenAsync(person.Id, "reset-password");
        var reset = await client.PostAsJsonAsync("/api/v1/auth/reset-password", new { token, password = "other words of mine own" });
        Assert.True(reset.IsSuccessStatusCode, await reset.Content.ReadAsStringAsync());
        Assert.Equal(0, await issuers.LinksAsync("platform", $"{person.Id}"));
    }

    private static async Task<Uri> SetOutAsync(RelyingParty rp, SignedInPerson person)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Links}/platform");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.AccessToken);
        var answer = await rp.Browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new((await answer.JsonAsync()).GetProperty("authorizationUrl").GetString()!);
    }

    private async Task<HttpResponseMessage> LinkAsync(RelyingParty rp, SignedInPerson person, SignedInPerson outsider) =>
        await rp.GetAsync(await issuers.SignInThereAsync(await SetOutAsync(rp, person), outsider));
}
