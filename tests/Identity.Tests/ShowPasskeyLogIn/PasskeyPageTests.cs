using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class PasskeyPageTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string LogInForm = "/realms/commerce/login/passkey?";
    private const string FactorForm = "/realms/commerce/second-factor/passkey?";

    [Fact]
    public async Task SignIn_WithAPasskey_EndsAtTheApplication_AndTheBrowserRemembersTwoFactors()
    {
        var (person, device) = await host.WithPasskeyAsync(0, "support");
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl(("acr_values", "2"))));
        var (ceremony, options) = await rp.Browser.OfferAsync(PasskeyCalls.LogIn);
        var told = RelyingParty.Returned(await rp.SubmitToAsync(page, LogInForm, ("ceremony", ceremony), ("credential", device.Sign(options).ToJsonString())));
        var access = new JsonWebToken((await (await rp.ExchangeAsync(told["code"])).JsonAsync()).GetProperty("access_token").GetString());
        Assert.Equal(person.Id.ToString(), access.Subject);
        Assert.Equal("2", access.GetClaim("acr").Value);
        Assert.Contains("support", access.GetClaim("realm_access").Value, StringComparison.Ordinal);
        Assert.Contains("code", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"), ("acr_values", "2")))).Keys);
        device.Dispose();
    }

    [Fact]
    public async Task SecondFactor_ByAPasskey_EndsAtTheApplication_AndARefusalShowsThePageAgain()
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.LogInAsync(person);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("data-without-passkey", html, StringComparison.Ordinal);
        Assert.Contains("Use a recovery code", html, StringComparison.Ordinal);
        Assert.DoesNotContain("one-time-code", html, StringComparison.Ordinal);
        var challenge = Field(html, "challenge");
        var (ceremony, options) = await rp.Browser.OfferAsync(PasskeyCalls.Factor, new { challenge });
        device.IsUserVerified = false;
        var refused = await SubmitAsync(rp, page, FactorForm, ceremony, device.Sign(options));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("This passkey was not accepted.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        device.IsUserVerified = true;
        (ceremony, options) = await rp.Browser.OfferAsync(PasskeyCalls.Factor, new { challenge });
        var told = RelyingParty.Returned(await SubmitAsync(rp, refused, FactorForm, ceremony, device.Sign(options)));
        Assert.Contains("code", told.Keys);
        var again = await SubmitAsync(rp, refused, FactorForm, ceremony, device.Sign(options)); // the challenge is used up
        Assert.Contains("This login was begun too long ago", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        device.Dispose();
    }

    [Fact]
    public async Task SecondFactor_WithAnApp_OffersThePasskeyBesideIt()
    {
        var (person, device) = await host.WithPasskeyAsync();
        await host.AddAuthenticatorAsync(person.Id);
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.LogInAsync(person);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("one-time-code", html, StringComparison.Ordinal);
        Assert.Contains("Use a passkey", html, StringComparison.Ordinal);
        Assert.Contains("code", RelyingParty.Returned(await rp.SubmitAsync(page, ("code", host.CodeOf(person.Id)))).Keys);
        device.Dispose();
    }

    [Fact]
    public async Task Forms_WithGarbage_OrFromElsewhere_AreRefused()
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var rp = await RelyingParty.RegisterAsync(host);
        var page = await rp.FollowAsync(await rp.GetAsync(rp.AuthorizeUrl()));
        string[] garbage =
        [
            "", "null", "[]", "{", "1", "\"x\"", """{"id":"AA"}""", """{"id":"\ud800","response":{}}""", new string('[', 5000), new string('x', 100_000),
            """{"id":"AA","response":{"clientDataJSON":"\ud800","authenticatorData":"AA","signature":"AA"}}""",
            """{"id":"AA","id":"AA","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}""",
            """{"id":"AA","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}""",
        ];
        var (ceremony, options) = await rp.Browser.OfferAsync(PasskeyCalls.LogIn);
        foreach (var odd in garbage)
            Assert.Equal(HttpStatusCode.Unauthorized, (await rp.SubmitToAsync(page, LogInForm, ("ceremony", "x"), ("credential", odd))).StatusCode);

        var second = await rp.LogInAsync(person);
        foreach (var odd in garbage)
        {
            await host.Database.ExecuteAsync("DELETE FROM login_tries");
            await host.Database.ExecuteAsync("UPDATE login_challenges SET tries = 0");
            Assert.Equal(HttpStatusCode.Unauthorized, (await rp.SubmitToAsync(second, FactorForm, ("ceremony", "x"), ("credential", odd))).StatusCode);
        }

        var good = device.Sign(options).ToJsonString();
        var forged = await rp.SubmitToAsync(page, LogInForm, ("ceremony", ceremony), ("credential", good), ("guard", "forged"));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Contains("open for too long", await forged.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith(
            "/realms/commerce/login?", (await rp.SubmitToAsync(second, FactorForm, ("guard", "forged"))).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("login_required", RelyingParty.Returned(await rp.GetAsync(rp.AuthorizeUrl(("prompt", "none"))))["error"]);
        device.Dispose();
    }

    private static Task<HttpResponseMessage> SubmitAsync(RelyingParty rp, HttpResponseMessage page, string form, string ceremony, JsonObject credential) =>
        rp.SubmitToAsync(page, form, ("ceremony", ceremony), ("credential", credential.ToJsonString()));

    private static string Field(string html, string name)
    {
        var before = $"name=\"{name}\" value=\"";
        var start = html.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return html[start..html.IndexOf('"', start)];
    }
}
