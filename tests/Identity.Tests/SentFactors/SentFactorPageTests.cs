using System.Net;

namespace Commerce.Identity;

/// <summary>The pages on which somebody has a code sent and types it in.</summary>
public sealed class SentFactorPageTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task OnlyMethod_IsSentWithThePage_AndAgainWhenAsked()
    {
        var ada = await host.WithCodesAsync("email");
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.LogInAsync(ada.Person);
        Assert.Contains("We sent a code to p•••@shop.example", await TextAsync(page), StringComparison.Ordinal);
        var first = await host.CodeAsync(ada.Id, "email");

        var soon = await rp.SubmitAsync(page, ("send", "email"));
        Assert.Equal(HttpStatusCode.TooManyRequests, soon.StatusCode);
        Assert.Contains("one-time-code", await TextAsync(soon), StringComparison.Ordinal); // the one that came can still be typed in
        host.Time.Advance(TimeSpan.FromSeconds(31));
        var again = await rp.SubmitAsync(page, ("send", "email"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var second = await host.CodeAsync(ada.Id, "email");
        if (first != second)
            Assert.Equal(HttpStatusCode.Unauthorized, (await rp.SubmitAsync(again, ("code", first))).StatusCode);
        var told = RelyingParty.Returned(await rp.SubmitAsync(again, ("code", second)));
        Assert.Contains("code", told.Keys);
    }

    [Fact]
    public async Task OneOfSeveral_IsSentWhenChosen()
    {
        var ada = await host.WithCodesAsync("sms");
        await host.AddAuthenticatorAsync(ada.Id);
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.LogInAsync(ada.Person);
        Assert.Contains("authenticator app", await TextAsync(page), StringComparison.Ordinal);
        var before = await host.Database.ScalarAsync<long>("SELECT count(*) FROM outgoing_messages WHERE template = 'code-sms' AND user_id = $1", ada.Id);
        var chosen = await rp.SubmitAsync(page, ("other", "sms"));
        Assert.Contains("We sent a code to +49 ••• ", await TextAsync(chosen), StringComparison.Ordinal);
        Assert.Equal(before + 1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM outgoing_messages WHERE template = 'code-sms' AND user_id = $1", ada.Id));
        var back = await rp.SubmitAsync(await rp.SubmitAsync(chosen, ("other", "totp")), ("other", "sms")); // there and back sends no second one
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        var told = RelyingParty.Returned(await rp.SubmitAsync(back, ("code", await host.CodeAsync(ada.Id, "sms"))));
        Assert.Contains("code", told.Keys);
    }

    [Fact]
    public async Task TwoThatAreSent_WaitForAChoice()
    {
        var ada = await host.WithCodesAsync("sms");
        using var client = host.As(await host.LoggedInByCodeAsync(ada.Person, "sms"));
        await client.EnrolAsync("email");
        await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            client, "/api/v1/users/me/second-factors/email/confirmation", new { code = await host.CodeAsync(ada.Id, "email") });
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.LogInAsync(ada.Person);
        var text = await TextAsync(page);
        Assert.Contains("Send me a code", text, StringComparison.Ordinal);
        Assert.DoesNotContain("one-time-code", text, StringComparison.Ordinal);
        var sent = await rp.SubmitAsync(page, ("send", "sms"));
        Assert.Contains("code", RelyingParty.Returned(await rp.SubmitAsync(sent, ("code", await host.CodeAsync(ada.Id, "sms")))).Keys);
    }

    private static async Task<string> TextAsync(HttpResponseMessage page) => WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
}
