using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class LogInWithPasskeyTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Theory]
    [InlineData(false, "hwk")]
    [InlineData(true, "swk")]
    public async Task LogIn_WithAPasskeyAlone_IsTwoFactors(bool mayBeCopied, string key)
    {
        var person = await host.SignedInAsync("support");
        using var device = host.NewDevice();
        (device.MayBeCopied, device.IsCopied) = (mayBeCopied, mayBeCopied);
        using var client = host.CreateClient(person.AccessToken);
        Assert.Equal(HttpStatusCode.Created, (await client.AddAsync(device)).StatusCode);

        using var nobody = host.CreateClient(token: null);
        var answer = await nobody.LogInAsync(device);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var tokens = await answer.JsonAsync();
        Assert.Equal(JsonValueKind.Null, tokens.GetProperty("next").ValueKind);
        var access = new JsonWebToken(tokens.AccessToken());
        Assert.Equal(person.Id.ToString(), access.Subject);
        Assert.Equal([key, "user", "mfa"], access.Claims.Where(c => c.Type == "amr").Select(c => c.Value));
        Assert.Equal("2", access.GetClaim("acr").Value);
        Assert.Contains("support", access.GetClaim("realm_access").Value, StringComparison.Ordinal);

        // It opens what a second factor is enforced for, and refreshes as every other session does.
        using var clerk = host.CreateClient(tokens.AccessToken());
        Assert.Equal(HttpStatusCode.OK, (await clerk.GetAsync("/api/v1/users")).StatusCode);
        var refreshed = await (await nobody.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.GetProperty("refreshToken").GetString() })).JsonAsync();
        Assert.Contains("support", new JsonWebToken(refreshed.AccessToken()).GetClaim("realm_access").Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("port")]
    [InlineData("upper case")]
    [InlineData("relying party")]
    [InlineData("challenge")]
    [InlineData("type")]
    [InlineData("frame")]
    [InlineData("absent user")]
    [InlineData("unverified user")]
    [InlineData("impossible copy")]
    [InlineData("copy of what stays")]
    [InlineData("user")]
    [InlineData("odd user")]
    [InlineData("no user")]
    [InlineData("key")]
    public async Task LogIn_WithABentDevice_IsRefusedAlike(string bent)
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var nobody = host.CreateClient(token: null);
        device.Bend(bent);
        Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(device)).CodeAsync(401));
        Assert.Equal(1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM sessions WHERE user_id = $1", person.Id));
        device.Dispose();
    }

    [Fact]
    public async Task LogIn_WithAPasskeyOfNobody_LooksLikeAWrongOne()
    {
        using var nobody = host.CreateClient(token: null);
        using var device = host.NewDevice();
        device.Bend("user");
        Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(device)).CodeAsync(401));
    }

    [Fact]
    public async Task LogIn_AsSomebodyElse_IsRefused()
    {
        var (_, device) = await host.WithPasskeyAsync();
        var (other, others) = await host.WithPasskeyAsync();
        using var nobody = host.CreateClient(token: null);
        device.UserHandle = others.UserHandle; // my key, their account
        Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(device)).CodeAsync(401));
        using var thief = new SoftwareAuthenticator(device.Origin) { CredentialId = others.CredentialId, UserHandle = others.UserHandle };
        Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(thief)).CodeAsync(401)); // their passkey's name, my key
        Assert.Equal(1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM sessions WHERE user_id = $1", other.Id));
    }

    [Fact]
    public async Task Options_AreTheSameForEverybody()
    {
        var (_, device) = await host.WithPasskeyAsync();
        using var nobody = host.CreateClient(token: null);
        var (first, options) = await nobody.OfferAsync(PasskeyCalls.LogIn);
        var (second, others) = await nobody.OfferAsync(PasskeyCalls.LogIn);
        Assert.NotEqual(first, second);
        Assert.NotEqual(options.GetProperty("challenge").GetString(), others.GetProperty("challenge").GetString());
        Assert.Equal(0, options.GetProperty("allowCredentials").GetArrayLength());
        Assert.Equal("required", options.GetProperty("userVerification").GetString());
        Assert.Equal("localhost", options.GetProperty("rpId").GetString());
        // Who reads the database finds neither the ceremony nor what was asked.
        var stored = await host.Database.ScalarAsync<string>("SELECT string_agg(encode(state, 'escape'), '') || string_agg(hash::text, '') FROM passkey_ceremonies");
        Assert.DoesNotContain(first, stored!, StringComparison.Ordinal);
        Assert.DoesNotContain(options.GetProperty("challenge").GetString()!, stored!, StringComparison.Ordinal);
        device.Dispose();
    }

    [Fact]
    public async Task LogIn_WithOneAnswerManyTimesAtOnce_SucceedsOnce()
    {
        using var nobody = host.CreateClient(token: null);
        for (var round = 0; round < 3; round++)
        {
            var (_, device) = await host.WithPasskeyAsync();
            var (ceremony, options) = await nobody.OfferAsync(PasskeyCalls.LogIn);
            var (first, second) = (device.Sign(options), device.Sign(options));
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => nobody.LogInAsync(ceremony, (i % 2 == 0 ? first : second).DeepClone().AsObject())));
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
            foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.OK))
                Assert.Equal("identity.passkey_ceremony_over", await refused.CodeAsync(401));
            device.Dispose();
        }
    }

    [Fact]
    public async Task LogIn_WithACeremonyThatIsOver_OrNone_IsRefused()
    {
        var (_, device) = await host.WithPasskeyAsync();
        using var nobody = host.CreateClient(token: null);
        var (ceremony, options) = await nobody.OfferAsync(PasskeyCalls.LogIn);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        foreach (var over in new[] { ceremony, "x", new string('A', 43) })
            Assert.Equal("identity.passkey_ceremony_over", await (await nobody.LogInAsync(over, device.Sign(options))).CodeAsync(401));
        await host.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<PurgeExpired>().Single().PurgeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await host.Database.ScalarAsync<long>("SELECT count(*) FROM passkey_ceremonies WHERE expires_at <= $1", host.Time.GetUtcNow()));
        device.Dispose();
    }

    [Fact]
    public async Task LogIn_WithACounterThatDoesNotGrow_IsRefused_AndTheOwnerIsTold()
    {
        var (person, device) = await host.WithPasskeyAsync(counter: 40);
        using var nobody = host.CreateClient(token: null);
        Assert.Equal(HttpStatusCode.OK, (await nobody.LogInAsync(device)).StatusCode);
        Assert.Equal(41, await host.Database.ScalarAsync<long>("SELECT sign_count FROM passkeys WHERE user_id = $1", person.Id));
        foreach (var behind in new uint[] { 40, 12, 0 }) // it says one more than this, but for zero
        {
            device.Counter = behind;
            Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(device)).CodeAsync(401));
        }

        Assert.Equal(3, await host.EventsAsync(person.Id, "passkey-counter-went-back"));
        Assert.Contains("may have been copied", (await host.MailAsync(person.Id, "second-factor-changed"))!.Text, StringComparison.Ordinal);
        Assert.Equal(41, await host.Database.ScalarAsync<long>("SELECT sign_count FROM passkeys WHERE user_id = $1", person.Id));
        device.Counter = uint.MaxValue - 1;
        Assert.Equal(HttpStatusCode.OK, (await nobody.LogInAsync(device)).StatusCode);
        device.Dispose();
    }

    [Fact]
    public async Task LogIn_WithTheSameCountTwiceAtOnce_SucceedsOnce()
    {
        var (person, device) = await host.WithPasskeyAsync(counter: 1);
        using var nobody = host.CreateClient(token: null);
        var offers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => nobody.OfferAsync(PasskeyCalls.LogIn)));
        var copies = offers.Select(o =>
        {
            device.Counter = 1; // the device and its copies count alike
            return (o.Ceremony, Credential: device.Sign(o.Options));
        }).ToArray();
        var answers = await Task.WhenAll(copies.Select(c => nobody.LogInAsync(c.Ceremony, c.Credential)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(3, await host.EventsAsync(person.Id, "passkey-counter-went-back"));
        device.Dispose();
    }

    [Fact]
    public async Task LogIn_ToAClosedAccount_OrWithARemovedPasskey_LooksLikeAWrongOne()
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var nobody = host.CreateClient(token: null);
        await host.Database.ExecuteAsync("UPDATE users SET lockout_end = 'infinity' WHERE id = $1", person.Id);
        Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(device)).CodeAsync(401));
        Assert.Equal(0, await host.EventsAsync(person.Id, "passkey-counter-went-back"));
        await host.Database.ExecuteAsync("UPDATE users SET lockout_end = NULL WHERE id = $1", person.Id);
        Assert.Equal(HttpStatusCode.OK, (await nobody.LogInAsync(device)).StatusCode);
        await host.Database.ExecuteAsync("DELETE FROM passkeys WHERE user_id = $1", person.Id);
        Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(device)).CodeAsync(401));
        device.Dispose();
    }

    [Fact]
    public async Task LogIn_RefusedTooOften_SaysWhenToComeBack()
    {
        var (_, device) = await host.WithPasskeyAsync();
        using var client = host.From("203.0.113.41");
        device.Bend("unverified user");
        for (var i = 0; i < 5; i++)
            Assert.Equal("identity.invalid_passkey", await (await client.LogInAsync(device)).CodeAsync(401));
        device.IsUserVerified = true;
        var refused = await client.LogInAsync(device);
        Assert.Equal("identity.too_many_tries", await refused.CodeAsync(429));
        Assert.NotNull(refused.Headers.RetryAfter);
        using var elsewhere = host.From("203.0.113.42");
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.LogInAsync(device)).StatusCode);
        device.Dispose();
    }

    [Fact]
    public async Task LogIn_WithEveryKindOfBrokenBytes_IsRefused()
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var nobody = host.CreateClient(token: null);
        foreach (var (field, bytes) in BrokenBytes.Of("clientDataJSON", "authenticatorData", "signature", "userHandle"))
        {
            var (ceremony, options) = await nobody.OfferAsync(PasskeyCalls.LogIn);
            var credential = device.Sign(options);
            credential["response"]![field] = bytes(credential["response"]![field]!.GetValue<string>());
            Assert.Equal("identity.invalid_passkey", await (await nobody.LogInAsync(ceremony, credential)).CodeAsync(401));
            await host.Database.ExecuteAsync("DELETE FROM login_tries");
        }

        Assert.Equal(1, await host.Database.ScalarAsync<long>("SELECT count(*) FROM sessions WHERE user_id = $1", person.Id));
        device.Dispose();
    }

    [Theory]
    [InlineData("null", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"ceremony":"x","credential":{}}""", 422)]
    [InlineData("""{"ceremony":"x","credential":{"id":"","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}}""", 422)]
    [InlineData("""{"ceremony":"x","credential":{"id":"AA","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":null}}}""", 422)]
    [InlineData("""{"ceremony":"x","credential":{"id":"AB","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}}""", 422)]
    [InlineData("""{"ceremony":"x","credential":{"id":"AA","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}}""", 401)]
    [InlineData("""{"ceremony":"x","credential":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}""", 400)]
    public async Task LogIn_WithGarbage_IsRefused(string body, int status)
    {
        using var nobody = host.CreateClient(token: null);
        Assert.NotNull(await (await nobody.PostAsync(PasskeyCalls.LogIn, new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).CodeAsync(status));
    }

    [Fact]
    public async Task LogIn_WithAnEnormousCredential_IsRefused()
    {
        using var nobody = host.CreateClient(token: null);
        var credential = new { id = "AA", response = new { clientDataJSON = new string('A', 20_000), authenticatorData = "AA", signature = "AA" } };
        Assert.Equal("validation_failed", await (await nobody.PostAsJsonAsync(PasskeyCalls.LogIn, new { ceremony = "x", credential })).CodeAsync(422));
    }
}
