using System.Net;
using System.Net.Http.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class StepUpWithPasskeyTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task StepUp_WithAPasskey_OpensWhatWantsAFreshSecondFactor()
    {
        var (person, device) = await host.WithPasskeyAsync();
        using var client = host.CreateClient(person.AccessToken); // opened by the password, before there was a passkey
        Assert.Equal("step_up_required", await (await client.PostAsync("/api/v1/users/me/recovery-codes", null)).CodeAsync(401));
        var answer = await client.StepUpAsync(device);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var token = (await answer.JsonAsync()).AccessToken();
        Assert.Equal(["pwd", "hwk", "user", "mfa"], new JsonWebToken(token).Claims.Where(c => c.Type == "amr").Select(c => c.Value));
        Assert.Equal(new JsonWebToken(person.AccessToken).GetClaim("sid").Value, new JsonWebToken(token).GetClaim("sid").Value);
        using var fresh = host.CreateClient(token);
        Assert.Equal(HttpStatusCode.OK, (await fresh.PostAsync("/api/v1/users/me/recovery-codes", null)).StatusCode);
        host.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("step_up_required", await (await fresh.PostAsync("/api/v1/users/me/recovery-codes", null)).CodeAsync(401));
        device.Dispose();
    }

    [Fact]
    public async Task StepUp_TakesOnlyWhatThisSessionAskedFor()
    {
        var (person, device) = await host.WithPasskeyAsync();
        var (other, others) = await host.WithPasskeyAsync();
        using var client = host.CreateClient(person.AccessToken);
        using var stranger = host.CreateClient(other.AccessToken);
        Assert.Equal("identity.invalid_passkey", await (await client.StepUpAsync(others)).CodeAsync(401));
        var (ceremony, options) = await client.OfferAsync(PasskeyCalls.StepUp);
        var body = new { ceremony, credential = device.Sign(options) };
        Assert.Equal("identity.passkey_ceremony_over", await (await stranger.PostAsJsonAsync(PasskeyCalls.StepUp, body)).CodeAsync(401));
        using var elsewhere = host.CreateClient((await (await client.LogInAsync(device)).JsonAsync()).AccessToken());
        Assert.Equal("identity.passkey_ceremony_over", await (await elsewhere.PostAsJsonAsync(PasskeyCalls.StepUp, body)).CodeAsync(401));
        var (enrolment, offered) = await elsewhere.OfferAsync(PasskeyCalls.Passkeys); // of the same session, for something else
        var misused = await elsewhere.PostAsJsonAsync(PasskeyCalls.StepUp, new { ceremony = enrolment, credential = device.Sign(offered) });
        Assert.Equal("identity.passkey_ceremony_over", await misused.CodeAsync(401));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync(PasskeyCalls.StepUp, body)).StatusCode);
        Assert.Equal("identity.passkey_ceremony_over", await (await client.PostAsJsonAsync(PasskeyCalls.StepUp, body)).CodeAsync(401));
        device.IsUserVerified = false;
        Assert.Equal("identity.invalid_passkey", await (await client.StepUpAsync(device)).CodeAsync(401));

        using var nobody = host.CreateClient(token: null);
        Assert.Equal("unauthenticated", await (await nobody.PostAsync($"{PasskeyCalls.StepUp}/options", null)).CodeAsync(401));
        var without = await host.SignedInAsync();
        using var plain = host.CreateClient(without.AccessToken);
        Assert.Equal("identity.second_factor_not_found", await (await plain.PostAsync($"{PasskeyCalls.StepUp}/options", null)).CodeAsync(404));
        device.Dispose();
        others.Dispose();
    }
}
