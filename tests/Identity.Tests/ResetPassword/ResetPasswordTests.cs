using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class ResetPasswordTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Other = "four other words of mine";
    private int _networks;

    [Fact]
    public async Task ResetPassword_WithTheMailedToken_ChangesItAndEndsAllSessions()
    {
        var person = await host.SignedInAsync();
        using var client = Visitor();
        Assert.Equal(HttpStatusCode.Accepted, (await ForgetAsync(client, person.Email)).StatusCode);
        var token = await host.MailedTokenAsync(person.Id, "reset-password");
        Assert.Equal("validation_failed", await (await ResetAsync(client, token, "too short")).CodeAsync(422)); // does not cost the token
        Assert.Equal(HttpStatusCode.NoContent, (await ResetAsync(client, token, Other)).StatusCode);
        Assert.Equal("identity.invalid_token", await (await ResetAsync(client, token, "yet another pass phrase")).CodeAsync(422));

        Assert.Equal("identity.invalid_credentials", await (await LogInAsync(client, person.Email, IdentityHost.Password)).CodeAsync(401));
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(client, person.Email, Other)).StatusCode);
        Assert.Equal("identity.invalid_refresh_token", await (await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = person.RefreshToken })).CodeAsync(401));
        Assert.NotNull(await host.MailAsync(person.Id, "password-changed"));
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM security_events WHERE user_id = $1 AND kind = 'password-reset'", person.Id));
    }

    [Fact]
    public async Task RequestPasswordReset_LooksAlikeForAllAddresses()
    {
        var person = await host.SignedInAsync();
        using var client = Visitor();
        var (known, unknown) = (await ForgetAsync(client, person.Email), await ForgetAsync(client, host.NewEmail()));
        Assert.Equal(HttpStatusCode.Accepted, unknown.StatusCode);
        Assert.Equal(await known.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        Assert.Equal(known.Headers.Select(h => h.Key).Order(), unknown.Headers.Select(h => h.Key).Order());
    }

    [Fact]
    public async Task RequestPasswordReset_ManyTimes_DoesNotFillAMailbox()
    {
        var person = await host.SignedInAsync();
        using var client = Visitor();
        var unknown = host.NewEmail();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await ForgetAsync(client, person.Email)).StatusCode);
            Assert.Equal(HttpStatusCode.Accepted, (await ForgetAsync(client, unknown)).StatusCode);
        }

        Assert.Equal("identity.too_many_tries", await (await ForgetAsync(client, person.Email)).CodeAsync(429));
        Assert.Equal("identity.too_many_tries", await (await ForgetAsync(client, unknown)).CodeAsync(429));
        // And only the newest token is good.
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM account_tokens WHERE user_id = $1 AND purpose = 'reset-password'", person.Id));
    }

    [Fact]
    public async Task ResetPassword_WithOneTokenManyTimesAtOnce_SucceedsOnce()
    {
        var person = await host.SignedInAsync();
        using var client = Visitor();
        await ForgetAsync(client, person.Email);
        var token = await host.MailedTokenAsync(person.Id, "reset-password");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ResetAsync(client, token, $"pass phrase number {i}")));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.NoContent);
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task ResetPassword_TooLate_OrWithATokenForSomethingElse_IsRefused()
    {
        var person = await host.SignedInAsync();
        using var client = Visitor();
        Assert.Equal("identity.invalid_token", await (await ResetAsync(client, await host.MailedTokenAsync(person.Id, "confirm-email"), Other)).CodeAsync(422));
        await ForgetAsync(client, person.Email);
        var token = await host.MailedTokenAsync(person.Id, "reset-password");
        host.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("identity.invalid_token", await (await ResetAsync(client, token, Other)).CodeAsync(422));
    }

    [Fact]
    public async Task ResetPassword_OfAnAccountWithASecondFactor_StillWantsIt()
    {
        var person = await host.SignedInAsync("support");
        await host.Database.ExecuteAsync("UPDATE users SET email_confirmed = true WHERE id = $1", person.Id);
        using var client = Visitor();
        await ForgetAsync(client, person.Email);
        await ResetAsync(client, await host.MailedTokenAsync(person.Id, "reset-password"), Other);
        Assert.Equal("identity.second_factor_required", await (await LogInAsync(client, person.Email, Other)).CodeAsync(401));
    }

    [Fact]
    public async Task ResetPassword_OfAnAddressThatNobodyHadProved_TakesNothingOverFromWhoeverRegisteredIt()
    {
        var stranger = await host.SignedInAsync();
        await host.AddAuthenticatorAsync(stranger.Id);
        using var client = Visitor();
        await ForgetAsync(client, stranger.Email);
        await ResetAsync(client, await host.MailedTokenAsync(stranger.Id, "reset-password"), Other);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(client, stranger.Email, Other)).StatusCode);
        Assert.True(await host.Database.ScalarAsync<bool>("SELECT email_confirmed FROM users WHERE id = $1", stranger.Id));
    }

    [Fact]
    public async Task ChangePassword_WithThePresentOne_EndsTheOtherSessionsOnly()
    {
        var person = await host.SignedInAsync();
        var other = await host.LogInAsync(person);
        using var client = host.CreateClient(person.AccessToken);
        Assert.Equal("identity.invalid_credentials", await (await ChangeAsync(client, "not the right password", Other)).CodeAsync(401));
        Assert.Equal("validation_failed", await (await ChangeAsync(client, IdentityHost.Password, "password password")).CodeAsync(422));
        Assert.Equal(HttpStatusCode.NoContent, (await ChangeAsync(client, IdentityHost.Password, Other)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = person.RefreshToken })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = other.GetProperty("refreshToken").GetString() })).StatusCode);
        Assert.NotNull(await host.MailAsync(person.Id, "password-changed"));
    }

    [Theory]
    [InlineData("""{"token":"x\u0000","password":"four other words of mine"}""", 400)]
    [InlineData("""{"token":"\u202ex","password":"four other words of mine"}""", 422)]
    [InlineData("""{"token":"","password":"four other words of mine"}""", 422)]
    [InlineData("""{"token":"x"}""", 400)]
    [InlineData("""{"token":"x","password":"four other words of mine","userId":1}""", 400)]
    public async Task ResetPassword_WithBadInput_IsRefused(string body, int status)
    {
        using var client = Visitor();
        Assert.NotNull(await (await client.PostAsync("/api/v1/auth/reset-password", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).CodeAsync(status));
    }

    [Fact]
    public async Task ResetPassword_WithAnOversizedPassword_IsRefused()
    {
        var person = await host.SignedInAsync();
        using var client = Visitor();
        await ForgetAsync(client, person.Email);
        var token = await host.MailedTokenAsync(person.Id, "reset-password");
        Assert.Equal("validation_failed", await (await ResetAsync(client, token, new string('ä', 129) + "bcdef")).CodeAsync(422));
    }

    private HttpClient Visitor() => host.From($"203.0.113.{Interlocked.Increment(ref _networks)}");

    private static Task<HttpResponseMessage> ForgetAsync(HttpClient client, string email) => client.PostAsJsonAsync("/api/v1/auth/forgot-password", new { email });

    private static Task<HttpResponseMessage> ResetAsync(HttpClient client, string token, string password) =>
        client.PostAsJsonAsync("/api/v1/auth/reset-password", new { token, password });

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, string currentPassword, string newPassword) =>
        client.PutAsJsonAsync("/api/v1/users/me/password", new { currentPassword, newPassword });

    private static Task<HttpResponseMessage> LogInAsync(HttpClient client, string email, string password) =>
        client.PostAsJsonAsync("/api/v1/auth/login", new { email, password });
}
