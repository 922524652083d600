using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class CompleteWithPasskeyTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task LogIn_WithAPasskeySetUp_AsksForIt_AndTakesItOnce()
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var client = host.CreateClient(token: null);
        var question = await client.QuestionAsync(person);
        Assert.Equal(["passkey", "recovery-code"], question.GetProperty("methods").EnumerateArray().Select(m => m.GetString()));
        var challenge = question.GetProperty("challenge").GetString()!;
        var (ceremony, options) = await client.OfferAsync(PasskeyCalls.Factor, new { challenge });
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(device.CredentialId), Assert.Single(options.GetProperty("allowCredentials").EnumerateArray()).GetProperty("id").GetString());
        device.UserHandle = null; // a device that is told which passkey to use need not say whose it is

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CompleteAsync(client, challenge, ceremony, device.Sign(options))));
        var answer = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        var access = new JsonWebToken((await answer.JsonAsync()).AccessToken());
        Assert.Equal(["pwd", "hwk", "user", "mfa"], access.Claims.Where(c => c.Type == "amr").Select(c => c.Value));
        Assert.Equal("2", access.GetClaim("acr").Value);
        Assert.Equal("identity.invalid_challenge", await (await CompleteAsync(client, challenge, ceremony, device.Sign(options))).CodeAsync(401));
        device.Dispose();
    }

    [Fact]
    public async Task Passkey_OfSomebodyElse_OrForAnotherLogin_IsRefused()
    {
        var (person, device) = await host.WithPasskeyAsync();
        var (_, others) = await host.WithPasskeyAsync();
        using var client = host.CreateClient(token: null);
        var (challenge, second) = (await ChallengeAsync(client, person), await ChallengeAsync(client, person));
        var (ceremony, options) = await client.OfferAsync(PasskeyCalls.Factor, new { challenge });
        Assert.Equal("identity.invalid_passkey", await (await CompleteAsync(client, challenge, ceremony, others.Sign(options))).CodeAsync(401));

        (ceremony, options) = await client.OfferAsync(PasskeyCalls.Factor, new { challenge });
        Assert.Equal("identity.passkey_ceremony_over", await (await CompleteAsync(client, second, ceremony, device.Sign(options))).CodeAsync(401)); // another login's
        var (signIn, offered) = await client.OfferAsync(PasskeyCalls.LogIn);
        Assert.Equal("identity.passkey_ceremony_over", await (await CompleteAsync(client, challenge, signIn, device.Sign(offered))).CodeAsync(401)); // another purpose's
        Assert.Equal("identity.passkey_ceremony_over", await (await client.LogInAsync(ceremony, device.Sign(options))).CodeAsync(401));
        Assert.Equal(HttpStatusCode.OK, (await CompleteAsync(client, challenge, ceremony, device.Sign(options))).StatusCode);
        device.Dispose();
        others.Dispose();
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("relying party")]
    [InlineData("challenge")]
    [InlineData("unverified user")]
    [InlineData("user")]
    [InlineData("key")]
    public async Task Passkey_OfABentDevice_IsRefused_AndTheChallengeCountsIt(string bent)
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var client = host.CreateClient(token: null);
        var challenge = await ChallengeAsync(client, person);
        device.Bend(bent);
        for (var i = 0; i < 5; i++)
        {
            using var elsewhere = host.From($"198.51.100.{i}");
            var (ceremony, options) = await elsewhere.OfferAsync(PasskeyCalls.Factor, new { challenge });
            Assert.Equal("identity.invalid_passkey", await (await CompleteAsync(elsewhere, challenge, ceremony, device.Sign(options))).CodeAsync(401));
        }

        Assert.Equal("identity.invalid_challenge", await (await client.PostAsJsonAsync($"{PasskeyCalls.Factor}/options", new { challenge })).CodeAsync(401));
        device.Dispose();
    }

    [Fact]
    public async Task Passkeys_AndCodes_AreCountedTogether()
    {
        var (person, device) = await host.WithPasskeyAsync();
        await host.AddAuthenticatorAsync(person.Id);
        using var client = host.From("198.51.100.77");
        var challenge = await ChallengeAsync(client, person);
        for (var i = 0; i < 3; i++)
            Assert.Equal("identity.invalid_code", await (await client.PostAsJsonAsync("/api/v1/auth/second-factor", new { challenge, method = "totp", code = "no" })).CodeAsync(401));
        challenge = await ChallengeAsync(client, person);
        device.IsUserVerified = false;
        for (var i = 0; i < 2; i++)
            Assert.Equal("identity.invalid_passkey", await (await TryAsync(client, challenge, device)).CodeAsync(401));
        device.IsUserVerified = true;
        Assert.Equal("identity.too_many_tries", await (await TryAsync(client, challenge, device)).CodeAsync(429));
        device.Dispose();
    }

    [Fact]
    public async Task Options_AreForWhoeverIsAsked()
    {
        var person = await host.SignedInAsync();
        await host.AddAuthenticatorAsync(person.Id);
        using var client = host.CreateClient(token: null);
        var challenge = await ChallengeAsync(client, person);
        Assert.Equal("identity.second_factor_not_found", await (await client.PostAsJsonAsync($"{PasskeyCalls.Factor}/options", new { challenge })).CodeAsync(404));
        foreach (var unknown in new[] { "x", new string('A', 43) })
            Assert.Equal("identity.invalid_challenge", await (await client.PostAsJsonAsync($"{PasskeyCalls.Factor}/options", new { challenge = unknown })).CodeAsync(401));
        Assert.Equal("identity.invalid_code", await (await client.PostAsJsonAsync("/api/v1/auth/second-factor", new { challenge, method = "passkey", code = "1" })).CodeAsync(401));
    }

    private static async Task<string> ChallengeAsync(HttpClient client, SignedInPerson person) =>
        (await client.QuestionAsync(person)).GetProperty("challenge").GetString()!;

    private static async Task<HttpResponseMessage> TryAsync(HttpClient client, string challenge, SoftwareAuthenticator device)
    {
        var (ceremony, options) = await client.OfferAsync(PasskeyCalls.Factor, new { challenge });
        return await CompleteAsync(client, challenge, ceremony, device.Sign(options));
    }

    private static Task<HttpResponseMessage> CompleteAsync(HttpClient client, string challenge, string ceremony, JsonObject credential) =>
        client.PostAsJsonAsync(PasskeyCalls.Factor, new { challenge, ceremony, credential });
}
