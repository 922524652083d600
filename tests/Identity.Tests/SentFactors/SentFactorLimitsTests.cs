using System.Net;
using System.Net.Http.Json;

namespace Commerce.Identity;

/// <summary>What sending codes may cost, and what a code that is sent must not open.</summary>
public sealed class SentFactorLimitsTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(31);

    [Fact]
    public async Task Send_TooSoonOrTooOften_IsRefusedAndSendsNothing()
    {
        var ada = await host.WithCodesAsync("email"); // the first of five
        var (challenge, _) = await host.AskedAsync(ada.Person);
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync(challenge, "email")).StatusCode);
        var before = await SentAsync(ada.Id);
        var soon = await host.SendAsync(challenge, "email");
        Assert.Equal("identity.too_many_codes", await soon.CodeAsync(429));
        Assert.InRange(soon.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal(before, await SentAsync(ada.Id));
        for (var i = 0; i < 3; i++)
        {
            host.Time.Advance(Pause);
            Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync(challenge, "email")).StatusCode);
        }

        host.Time.Advance(Pause);
        var often = await host.SendAsync(challenge, "email");
        Assert.Equal("identity.too_many_codes", await often.CodeAsync(429));
        Assert.True(often.Headers.RetryAfter!.Delta > TimeSpan.FromMinutes(5), $"{often.Headers.RetryAfter}");
        // The last one that came is still good, and typing it in is not asking for one.
        Assert.Equal(HttpStatusCode.OK, (await host.AnswerAsync(challenge, "email", await host.CodeAsync(ada.Id, "email"))).StatusCode);
    }

    [Fact]
    public async Task Send_ManyTimesAtOnce_SendsOne()
    {
        var ada = await host.WithCodesAsync("sms");
        var (challenge, _) = await host.AskedAsync(ada.Person);
        var before = await SentAsync(ada.Id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.SendAsync(challenge, "sms")));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal(before + 1, await SentAsync(ada.Id));
    }

    [Fact]
    public async Task Send_ToOneNumber_IsLimitedWhoeverAsks()
    {
        var number = SentPeople.NewNumber();
        for (var i = 0; i < 10; i++)
        {
            using var client = host.As(await host.SignedInAsync());
            Assert.Equal(HttpStatusCode.Accepted, (await client.EnrolAsync("sms", number)).StatusCode);
        }

        using var another = host.As(await host.SignedInAsync());
        Assert.Equal("identity.too_many_codes", await (await another.EnrolAsync("sms", number[..3] + " " + number[3..])).CodeAsync(429));
        Assert.Equal(HttpStatusCode.Accepted, (await another.EnrolAsync("sms")).StatusCode);
    }

    [Fact]
    public async Task Send_FromOneNetwork_IsLimitedForWhomever()
    {
        var address = SentPeople.NewAddress();
        for (var i = 0; i <= 30; i++)
        {
            var person = await host.SignedInAsync();
            using var client = host.From(address);
            client.DefaultRequestHeaders.Authorization = new("Bearer", person.AccessToken);
            var answer = await client.EnrolAsync("sms");
            Assert.Equal(i < 30 ? HttpStatusCode.Accepted : HttpStatusCode.TooManyRequests, answer.StatusCode);
        }
    }

    [Fact]
    public async Task ResetByMail_TakesCodesByMailOff_ButNoOtherFactor()
    {
        var ada = await host.WithCodesAsync("email");
        var old = await host.AskedAsync(ada.Person);
        await ResetAsync(ada.Person);
        Assert.Equal("identity.invalid_challenge", await (await host.SendAsync(old.Challenge, "email")).CodeAsync(401)); // its password is void
        using var client = host.From(SentPeople.NewAddress());
        var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = ada.Person.Email, password = IdentityHost.Password });
        var tokens = await login.JsonAsync();
        Assert.Equal("1", SentPeople.Claims(tokens.GetProperty("accessToken").GetString()!).GetProperty("acr").GetString());
        Assert.Contains("reset by e-mail", (await host.MailAsync(ada.Id, "second-factor-changed"))!.Text, StringComparison.Ordinal);
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM recovery_codes WHERE user_id = $1", ada.Id));

        // Beside an app or a phone they are no way around those either.
        var bob = await host.WithCodesAsync("sms");
        using var his = host.As(await host.LoggedInByCodeAsync(bob.Person, "sms"));
        await his.EnrolAsync("email");
        await his.PostAsJsonAsync("/api/v1/users/me/second-factors/email/confirmation", new { code = await host.CodeAsync(bob.Id, "email") });
        Assert.Equal(["sms", "email", "recovery-code"], (await host.AskedAsync(bob.Person)).Methods);
        await ResetAsync(bob.Person);
        Assert.Equal(["sms", "recovery-code"], (await host.AskedAsync(bob.Person)).Methods);
    }

    [Fact]
    public async Task Staff_NeedAnAppOrAKey()
    {
        var support = await host.SignedInAsync("support");
        using (var client = host.As(support))
        {
            Assert.Equal("identity.stronger_factor_needed", await (await client.EnrolAsync("sms")).CodeAsync(409));
            await host.Database.ExecuteAsync("UPDATE users SET email_confirmed = true WHERE id = $1", support.Id);
            Assert.Equal("identity.stronger_factor_needed", await (await client.EnrolAsync("email")).CodeAsync(409));
        }

        var promoted = await host.WithCodesAsync("email");
        await host.Database.ExecuteAsync("INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = 'support'", promoted.Id);
        var session = await host.LoggedInByCodeAsync(promoted.Person, "email");
        Assert.Equal("enrol-second-factor", session.Tokens.GetProperty("next").GetString());
        Assert.Equal(["customer"], RolesOf(session.AccessToken));
        using var theirs = host.As(session);
        var refreshed = await (await theirs.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = session.RefreshToken })).JsonAsync();
        Assert.Equal(["customer"], RolesOf(refreshed.GetProperty("accessToken").GetString()!));

        await host.AddAuthenticatorAsync(promoted.Id);
        var (challenge, methods) = await host.AskedAsync(promoted.Person);
        Assert.Equal(["totp", "recovery-code"], methods);
        Assert.Equal("identity.method_not_available", await (await host.SendAsync(challenge, "email")).CodeAsync(422));
        Assert.Equal("identity.method_not_available", await (await theirs.PostAsJsonAsync("/api/v1/auth/step-up/code", new { method = "email" })).CodeAsync(422));
        var strong = await (await host.AnswerAsync(challenge, "totp", host.CodeOf(promoted.Id))).JsonAsync();
        Assert.Equal(["customer", "support"], RolesOf(strong.GetProperty("accessToken").GetString()!));
    }

    [Fact]
    public async Task StepUp_ByPassword_DoesNotRenewASecondFactor()
    {
        var ada = await host.WithCodesAsync("email");
        var session = await host.LoggedInByCodeAsync(ada.Person, "email");
        using var client = host.As(session);
        host.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("step_up_required", await (await client.DeleteAsync("/api/v1/users/me/second-factors/email")).CodeAsync(401));
        Assert.Equal("identity.second_factor_wanted", await (await client.PostAsJsonAsync("/api/v1/auth/step-up", new { method = "password", code = IdentityHost.Password })).CodeAsync(401));
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsJsonAsync("/api/v1/auth/step-up/code", new { method = "email" })).StatusCode);
        var stepped = await client.PostAsJsonAsync("/api/v1/auth/step-up", new { method = "email", code = await host.CodeAsync(ada.Id, "email") });
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await stepped.JsonAsync()).GetProperty("accessToken").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/users/me/second-factors/email")).StatusCode);
    }

    private static IEnumerable<string?> RolesOf(string token) =>
        SentPeople.Claims(token).GetProperty("realm_access").GetProperty("roles").EnumerateArray().Select(r => r.GetString());

    private Task<long> SentAsync(Guid userId) =>
        host.Database.ScalarAsync<long>("SELECT count(*) FROM outgoing_messages WHERE user_id = $1 AND template IN ('code', 'code-sms')", userId);

    private async Task ResetAsync(SignedInPerson person)
    {
        using var client = host.From(SentPeople.NewAddress());
        await client.PostAsJsonAsync("/api/v1/auth/forgot-password", new { email = person.Email });
        var reset = await client.PostAsJsonAsync(
            "/api/v1/auth/reset-password", new { token = await host.MailedTokenAsync(person.Id, "reset-password"), password = IdentityHost.Password });
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
    }
}
