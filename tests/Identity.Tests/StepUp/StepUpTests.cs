using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class StepUpTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Url = "/api/v1/auth/step-up";

    [Fact]
    public async Task SensitiveCall_WithAnOldProof_IsRefusedUntilTheCallerStepsUp()
    {
        var owner = await host.SignedInAsync("owner");
        var other = await host.SignedInAsync();
        using var client = host.CreateClient(owner.AccessToken);
        host.Time.Advance(TimeSpan.FromMinutes(10).Add(TimeSpan.FromSeconds(1)));
        var refused = await SetRolesAsync(client, other.Id);
        Assert.Equal("step_up_required", await refused.CodeAsync(401));
        Assert.Equal("Bearer error=\"insufficient_user_authentication\", acr_values=\"2\", max_age=600", refused.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/roles")).StatusCode); // the rest goes on

        var answer = await client.PostAsJsonAsync(Url, new { method = "totp", code = host.CodeOf(owner.Id) });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var token = (await answer.JsonAsync()).GetProperty("accessToken").GetString()!;
        using var fresh = host.CreateClient(token);
        Assert.Equal(HttpStatusCode.OK, (await SetRolesAsync(fresh, other.Id)).StatusCode);
        Assert.Equal(Claim(owner.AccessToken, "sid"), Claim(token, "sid"));
        Assert.Equal("identity.code_used", await (await client.PostAsJsonAsync(Url, new { method = "totp", code = host.CodeOf(owner.Id) })).CodeAsync(401));

        // The session remembers, so its next tokens say the same.
        var refreshed = await (await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = owner.RefreshToken })).JsonAsync();
        Assert.Equal(Claim(token, "auth_time"), Claim(refreshed.GetProperty("accessToken").GetString()!, "auth_time"));
    }

    [Fact]
    public async Task SensitiveCall_WithAPasswordOnly_IsRefused()
    {
        var person = await host.SignedInAsync();
        await host.AddAuthenticatorAsync(person.Id);
        using var client = host.CreateClient(person.AccessToken); // from before there was an app
        Assert.Equal("step_up_required", await (await client.DeleteAsync("/api/v1/users/me/second-factors/totp")).CodeAsync(401));
        Assert.Equal("step_up_required", await (await client.PostAsync("/api/v1/users/me/recovery-codes", null)).CodeAsync(401));

        var byPassword = await client.PostAsJsonAsync(Url, new { method = "password", code = IdentityHost.Password });
        using var known = host.CreateClient((await byPassword.JsonAsync()).GetProperty("accessToken").GetString());
        Assert.Equal("step_up_required", await (await known.DeleteAsync("/api/v1/users/me/second-factors/totp")).CodeAsync(401));

        var byCode = await client.PostAsJsonAsync(Url, new { method = "totp", code = host.CodeOf(person.Id) });
        using var fresh = host.CreateClient((await byCode.JsonAsync()).GetProperty("accessToken").GetString());
        Assert.Equal(10, (await (await fresh.PostAsync("/api/v1/users/me/recovery-codes", null)).JsonAsync()).GetProperty("recoveryCodes").GetArrayLength());
        Assert.Equal("identity.second_factor_not_found", await (await fresh.DeleteAsync("/api/v1/users/me/second-factors/sms")).CodeAsync(404));
        Assert.Equal(HttpStatusCode.NoContent, (await fresh.DeleteAsync("/api/v1/users/me/second-factors/totp")).StatusCode);
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM recovery_codes WHERE user_id = $1", person.Id));
        Assert.Equal("identity.second_factor_not_found", await (await fresh.PostAsync("/api/v1/users/me/recovery-codes", null)).CodeAsync(404));
        Assert.Equal(HttpStatusCode.OK, (await fresh.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password })).StatusCode);
    }

    [Theory]
    [InlineData("password", "not the right password")]
    [InlineData("totp", "123456x")]
    [InlineData("recovery-code", "aaaaaa-aaaaaa-aaaaaa-aaaaaa")]
    public async Task StepUp_WithWrongProofs_IsRefusedAndCounted(string method, string code)
    {
        var person = await host.SignedInAsync();
        using var client = host.From(method switch { "password" => "203.0.113.1", "totp" => "203.0.113.2", _ => "203.0.113.3" });
        client.DefaultRequestHeaders.Authorization = new("Bearer", person.AccessToken);
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync(Url, new { method, code })).StatusCode);
        Assert.Equal("identity.too_many_tries", await (await client.PostAsJsonAsync(Url, new { method, code })).CodeAsync(429));
    }

    [Fact]
    public async Task StepUp_OfASessionThatHasEnded_IsRefused()
    {
        var person = await host.SignedInAsync("support");
        using var client = host.CreateClient(person.AccessToken);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/auth/logout", new { refreshToken = person.RefreshToken })).StatusCode);
        Assert.NotNull(await (await client.PostAsJsonAsync(Url, new { method = "totp", code = host.CodeOf(person.Id, 1) })).CodeAsync(401));
    }

    private static async Task<HttpResponseMessage> SetRolesAsync(HttpClient client, Guid userId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/users/{userId}/roles") { Content = new StringContent("""{"roles":["customer"]}""", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("If-Match", "\"1\"");
        return await client.SendAsync(request);
    }

    private static string Claim(string token, string name) =>
        JsonDocument.Parse(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(new JsonWebToken(token).EncodedPayload)).RootElement.GetProperty(name).ToString();
}
