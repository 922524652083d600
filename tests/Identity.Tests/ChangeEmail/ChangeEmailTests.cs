using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

public sealed class ChangeEmailTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task ConfirmEmail_WithTheMailedToken_ConfirmsOnce()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        Assert.False((await (await client.GetAsync("/api/v1/users/me")).JsonAsync()).GetProperty("emailConfirmed").GetBoolean());
        var first = await host.MailedTokenAsync(person.Id, "confirm-email");
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsJsonAsync("/api/v1/auth/resend-confirmation", new { email = person.Email })).StatusCode);
        Assert.Equal("identity.invalid_token", await (await PostAsync(client, "confirm-email", first)).CodeAsync(422)); // a newer one took its place
        var token = await host.MailedTokenAsync(person.Id, "confirm-email");
        foreach (var other in new[] { "unlock", "confirm-new-email", "undo-email-change" }) // a token is for one purpose
            Assert.Equal("identity.invalid_token", await (await PostAsync(client, other, token)).CodeAsync(422));
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(client, "confirm-email", token)).StatusCode);
        Assert.Equal("identity.invalid_token", await (await PostAsync(client, "confirm-email", token)).CodeAsync(422));
        Assert.True((await (await client.GetAsync("/api/v1/users/me")).JsonAsync()).GetProperty("emailConfirmed").GetBoolean());

        await client.PostAsJsonAsync("/api/v1/auth/resend-confirmation", new { email = person.Email });
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM account_tokens WHERE user_id = $1", person.Id)); // nothing left to confirm
    }

    [Fact]
    public async Task ConfirmEmail_AfterADay_IsTooLate()
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(token: null);
        host.Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal("identity.invalid_token", await (await PostAsync(client, "confirm-email", await host.MailedTokenAsync(person.Id, "confirm-email"))).CodeAsync(422));
    }

    [Fact]
    public async Task ChangeEmail_ConfirmedAtTheNewAddress_CanBeTakenBackFromTheOld()
    {
        var person = await host.SignedInAsync();
        var next = host.NewEmail();
        using var client = host.CreateClient(person.AccessToken);
        Assert.Equal("identity.invalid_credentials", await (await ChangeAsync(client, next, "not the right password")).CodeAsync(401));
        Assert.Equal(HttpStatusCode.Accepted, (await ChangeAsync(client, next)).StatusCode);
        Assert.Equal(next, (await host.MailAsync(person.Id, "change-email"))!.To);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(client, person.Email)).StatusCode); // not yet
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(client, "confirm-new-email", await host.MailedTokenAsync(person.Id, "change-email"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(client, next)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await LogInAsync(client, person.Email)).StatusCode);

        // The thief sets up an app, so that the owner stays out; the old address takes everything back.
        await host.Database.ExecuteAsync("UPDATE account_tokens SET created_at = created_at - interval '1 day' WHERE user_id = $1", person.Id);
        await host.AddAuthenticatorAsync(person.Id);
        Assert.Equal(person.Email, (await host.MailAsync(person.Id, "email-changed"))!.To);
        host.Time.Advance(TimeSpan.FromDays(6));
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(client, "undo-email-change", await host.MailedTokenAsync(person.Id, "email-changed"))).StatusCode);
        Assert.Equal("identity.invalid_credentials", await (await LogInAsync(client, next)).CodeAsync(401));
        Assert.Equal("identity.invalid_credentials", await (await LogInAsync(client, person.Email)).CodeAsync(401)); // the thief knew that password
        Assert.Equal(person.Email, (await host.MailAsync(person.Id, "reset-password"))!.To);
        var reset = await client.PostAsJsonAsync("/api/v1/auth/reset-password", new { token = await host.MailedTokenAsync(person.Id, "reset-password"), password = IdentityHost.Password });
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(client, person.Email)).StatusCode);
    }

    [Fact]
    public async Task ChangeEmail_ToAnAddressOfSomebodyElse_AnswersAlikeAndDoesNothing()
    {
        var (person, other) = (await host.SignedInAsync(), await host.SignedInAsync());
        using var client = host.CreateClient(person.AccessToken);
        var (taken, free) = (await ChangeAsync(client, other.Email), await ChangeAsync(client, host.NewEmail()));
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Equal(await free.Content.ReadAsStringAsync(), await taken.Content.ReadAsStringAsync());
        Assert.Null(await host.MailAsync(other.Id, "change-email"));
    }

    [Fact]
    public async Task ConfirmNewEmail_OfTwoWhoWantOneAddress_GivesItToOne()
    {
        var people = new[] { await host.SignedInAsync(), await host.SignedInAsync() };
        var wanted = host.NewEmail();
        var tokens = new List<string>();
        foreach (var person in people)
        {
            using var own = host.CreateClient(person.AccessToken);
            await ChangeAsync(own, wanted);
            tokens.Add(await host.MailedTokenAsync(person.Id, "change-email"));
        }

        using var client = host.CreateClient(token: null);
        var answers = await Task.WhenAll(tokens.Select(t => PostAsync(client, "confirm-new-email", t)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.NoContent);
        Assert.Equal("identity.invalid_token", await Assert.Single(answers, a => a.StatusCode != HttpStatusCode.NoContent).CodeAsync(422));
    }

    [Fact]
    public async Task ChangeEmail_OfAnAccountWithASecondFactor_WantsIt()
    {
        var person = await host.SignedInAsync();
        await host.AddAuthenticatorAsync(person.Id);
        using var client = host.CreateClient(person.AccessToken); // by password only, from before
        Assert.Equal("step_up_required", await (await ChangeAsync(client, host.NewEmail())).CodeAsync(401));
    }

    [Theory]
    [InlineData("not-an-address", 422)]
    [InlineData("ada@shop.example\u0000", 400)]
    [InlineData("a\u202eda@shop.example", 422)]
    [InlineData("аda@shop.example", 422)] // a Cyrillic letter
    [InlineData("ada@shop.example\r\nBcc: all@shop.example", 422)]
    public async Task ChangeEmail_ToAnOddAddress_IsRefused(string email, int status)
    {
        var person = await host.SignedInAsync();
        using var client = host.CreateClient(person.AccessToken);
        Assert.NotNull(await (await ChangeAsync(client, email)).CodeAsync(status));
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, string email, string password = IdentityHost.Password) =>
        client.PutAsJsonAsync("/api/v1/users/me/email", new { email, password });

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string what, string token) => client.PostAsJsonAsync($"/api/v1/auth/{what}", new { token });

    private static Task<HttpResponseMessage> LogInAsync(HttpClient client, string email) =>
        client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = IdentityHost.Password });
}
