using System.Net;
using System.Net.Http.Json;
using Commerce.Data;
using Commerce.Privacy;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Identity;

/// <summary>Codes by e-mail and text message, from setting them up to doing without.</summary>
public sealed class SentFactorTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string StepUp = "/api/v1/auth/step-up";

    [Theory]
    [InlineData("email", "p•••@shop.example")]
    [InlineData("sms", "+49 ••• ")]
    public async Task LogIn_WithASentCode_GivesTokensThatSaySo(string method, string masked)
    {
        var ada = await host.WithCodesAsync(method);
        var (challenge, methods) = await host.AskedAsync(ada.Person);
        Assert.Equal([method, "recovery-code"], methods);
        var sent = await host.SendAsync(challenge, method);
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        Assert.True(sent.Headers.CacheControl!.NoStore);
        var answer = await sent.JsonAsync();
        Assert.StartsWith(masked, answer.GetProperty("sentTo").GetString(), StringComparison.Ordinal);
        Assert.Equal((600, 30), (answer.GetProperty("expiresIn").GetInt32(), answer.GetProperty("resendAfter").GetInt32()));

        host.Time.Advance(TimeSpan.FromMinutes(9)); // mail takes its time, and the question waits for it
        var code = await host.CodeAsync(ada.Id, method);
        Assert.Equal("identity.invalid_code", await (await host.AnswerAsync(challenge, method, SentPeople.Other(code))).CodeAsync(401));
        var done = await host.AnswerAsync(challenge, method, code);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        var claims = SentPeople.Claims((await done.JsonAsync()).GetProperty("accessToken").GetString()!);
        Assert.Equal(["pwd", method, "mfa"], claims.GetProperty("amr").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal("2", claims.GetProperty("acr").GetString());
        Assert.Equal("identity.invalid_challenge", await (await host.AnswerAsync(challenge, method, code)).CodeAsync(401));
    }

    [Fact]
    public async Task Enrol_ByMail_TakesAConfirmedAddress()
    {
        var person = await host.SignedInAsync();
        using var client = host.As(person);
        Assert.Equal("identity.email_not_confirmed", await (await client.EnrolAsync("email")).CodeAsync(409));
        Assert.Equal("identity.nothing_to_confirm", await (await ConfirmAsync(client, "email", "123456")).CodeAsync(409));
    }

    [Fact]
    public async Task Enrol_CountsOnceTheCodeHasComeBack_AndTellsTheOwner()
    {
        var person = await host.ConfirmedAsync();
        using var client = host.As(person);
        Assert.Equal(HttpStatusCode.Accepted, (await client.EnrolAsync("sms", "+49 (30) 123-45.67")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password })).StatusCode);
        var code = await host.CodeAsync(person.Id, "sms");
        Assert.Equal("identity.invalid_code", await (await ConfirmAsync(client, "sms", SentPeople.Other(code))).CodeAsync(401));
        Assert.Equal("identity.second_factor_not_found", await (await ConfirmAsync(client, "post", code)).CodeAsync(404));
        Assert.Equal(HttpStatusCode.OK, (await ConfirmAsync(client, "sms", code)).StatusCode);
        Assert.Contains("text message", (await host.MailAsync(person.Id, "second-factor-changed"))!.Text, StringComparison.Ordinal);
        Assert.Equal(1L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM security_events WHERE user_id = $1 AND kind = 'second-factor-added'", person.Id));
        var listed = (await (await client.GetAsync("/api/v1/users/me/second-factors")).JsonAsync()).GetProperty("factors")[0];
        Assert.Equal(("sms", "+49 ••• 67"), (listed.GetProperty("method").GetString(), listed.GetProperty("sentTo").GetString()));
        Assert.Empty(await host.Database.TablesWithAsync("+49301234567")); // sealed

        // The token is from before there was a factor: it does not add another one, nor replace this one.
        Assert.Equal("step_up_required", await (await client.EnrolAsync("email")).CodeAsync(401));
        Assert.Equal("step_up_required", await (await client.PostAsync("/api/v1/users/me/second-factors/totp", null)).CodeAsync(401));
        host.Time.Advance(TimeSpan.FromSeconds(31));
        using var fresh = host.As(await host.LoggedInByCodeAsync(person, "sms"));
        Assert.Equal("identity.second_factor_enrolled", await ConflictOfAsync(fresh.EnrolAsync("sms")));
        Assert.Equal(HttpStatusCode.Accepted, (await fresh.EnrolAsync("email")).StatusCode);
        var second = await ConfirmAsync(fresh, "email", await host.CodeAsync(person.Id, "email"));
        Assert.Empty((await second.JsonAsync()).GetProperty("recoveryCodes").EnumerateArray()); // those from before stay good
    }

    [Fact]
    public async Task Enrol_WithAnotherNumberMeanwhile_IsNotConfirmedByTheFirstCode()
    {
        var person = await host.ConfirmedAsync();
        using var client = host.As(person);
        Assert.Equal(HttpStatusCode.Accepted, (await client.EnrolAsync("sms", "+4930111111")).StatusCode);
        var first = await host.CodeAsync(person.Id, "sms");
        host.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.Accepted, (await client.EnrolAsync("sms", "+4930222222")).StatusCode);
        Assert.Equal("identity.invalid_code", await (await ConfirmAsync(client, "sms", first)).CodeAsync(401));
    }

    [Theory]
    [InlineData("030 123456")]
    [InlineData("+0301234567")]
    [InlineData("+49")]
    [InlineData("+4912345678901234")]
    [InlineData("+49 30 12345a")]
    [InlineData("+٤٩٣٠١٢٣٤٥٦")]
    [InlineData("＋4930123456")]
    [InlineData("+4930123456\u202e")]
    [InlineData("+49\u00a030123456")]
    [InlineData("")]
    public async Task Enrol_WithANumberThatIsNone_IsRefused(string number)
    {
        using var client = host.As(await host.SignedInAsync());
        Assert.Equal("validation_failed", await (await client.EnrolAsync("sms", number)).CodeAsync(422));
    }

    [Theory]
    [InlineData("""{"phoneNumber":null}""", 400)]
    [InlineData("""{"phoneNumber":49301234567}""", 400)]
    [InlineData("""{"phoneNumber":"+4930\u0000123456"}""", 400)]
    [InlineData("""{"number":"+4930123456"}""", 400)]
    [InlineData("null", 400)]
    public async Task Enrol_WithABodyThatIsNone_IsRefused(string body, int status)
    {
        using var client = host.As(await host.SignedInAsync());
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Assert.NotNull(await (await client.PostAsync("/api/v1/users/me/second-factors/sms", content)).CodeAsync(status));
    }

    [Fact]
    public async Task StepUp_WithOneCodeManyTimesAtOnce_SucceedsOnce()
    {
        var ada = await host.WithCodesAsync("email");
        var session = await host.LoggedInByCodeAsync(ada.Person, "email");
        using var client = host.As(session);
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsJsonAsync($"{StepUp}/code", new { method = "email" })).StatusCode);
        var code = await host.CodeAsync(ada.Id, "email");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var one = host.As(session);
            return (int)(await one.PostAsJsonAsync(StepUp, new { method = "email", code })).StatusCode;
        }));
        Assert.Single(answers, a => a == 200);
        Assert.All(answers, a => Assert.True(a is 200 or 401, string.Join(", ", answers)));
    }

    [Fact]
    public async Task StepUp_GuessedManyTimesAtOnce_TakesFiveGuessesOfOneCode()
    {
        var ada = await host.WithCodesAsync("email");
        var session = await host.LoggedInByCodeAsync(ada.Person, "email");
        using var client = host.As(session);
        await client.PostAsJsonAsync($"{StepUp}/code", new { method = "email" });
        var code = await host.CodeAsync(ada.Id, "email");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var one = host.As(session);
            Assert.Equal(HttpStatusCode.Unauthorized, (await one.PostAsJsonAsync(StepUp, new { method = "email", code = SentPeople.Other(code) })).StatusCode);
        }));
        Assert.Equal(5, await host.Database.ScalarAsync<int>("SELECT max(tries) FROM sent_codes WHERE user_id = $1", ada.Id));
        Assert.Equal("identity.invalid_code", await (await client.PostAsJsonAsync(StepUp, new { method = "email", code })).CodeAsync(401));
    }

    [Fact]
    public async Task Code_IsGoodOnlyWhereItWasAskedFor_AndForWhom()
    {
        var (ada, bob) = (await host.WithCodesAsync("email"), await host.WithCodesAsync("email"));
        var (mine, _) = await host.AskedAsync(ada.Person);
        var (other, _) = await host.AskedAsync(ada.Person);
        var (foreign, _) = await host.AskedAsync(bob.Person);
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync(mine, "email")).StatusCode);
        var code = await host.CodeAsync(ada.Id, "email");
        Assert.Equal("identity.invalid_code", await (await host.AnswerAsync(other, "email", code)).CodeAsync(401));
        Assert.Equal("identity.invalid_code", await (await host.AnswerAsync(foreign, "email", code)).CodeAsync(401));
        Assert.Equal("identity.invalid_code", await (await host.AnswerAsync(mine, "sms", code)).CodeAsync(401));
        Assert.Equal("identity.method_not_available", await (await host.SendAsync(mine, "sms")).CodeAsync(422));
        Assert.Equal("identity.method_not_available", await (await host.SendAsync(mine, "totp")).CodeAsync(422));
        Assert.Equal("identity.invalid_challenge", await (await host.SendAsync(new string('A', 43), "email")).CodeAsync(401));
        Assert.Equal("identity.invalid_challenge", await (await host.SendAsync("\u202e", "email")).CodeAsync(401));
        Assert.Equal(HttpStatusCode.OK, (await host.AnswerAsync(mine, "email", $"{code[..3]} {code[3..]}")).StatusCode);
    }

    [Fact]
    public async Task Code_ThatIsOld_OrWasReplaced_OrIsOdd_IsRefused()
    {
        var ada = await host.WithCodesAsync("email");
        var (challenge, _) = await host.AskedAsync(ada.Person);
        await host.SendAsync(challenge, "email");
        var first = await host.CodeAsync(ada.Id, "email");
        host.Time.Advance(TimeSpan.FromSeconds(31));
        await host.SendAsync(challenge, "email");
        var second = await host.CodeAsync(ada.Id, "email");
        if (first != second)
            Assert.Equal("identity.invalid_code", await (await host.AnswerAsync(challenge, "email", first)).CodeAsync(401));
        foreach (var odd in new[] { string.Concat(second.Select(d => (char)(d - '0' + '٠'))), "\u202e" + second })
            Assert.Equal("identity.invalid_code", await (await host.AnswerAsync(challenge, "email", odd)).CodeAsync(401));

        var late = await host.AskedAsync(ada.Person);
        host.Time.Advance(TimeSpan.FromSeconds(31));
        await host.SendAsync(late.Challenge, "email");
        var code = await host.CodeAsync(ada.Id, "email");
        await host.Database.ExecuteAsync("UPDATE login_challenges SET expires_at = expires_at + interval '1 hour' WHERE user_id = $1", ada.Id);
        host.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("identity.invalid_code", await (await host.AnswerAsync(late.Challenge, "email", code)).CodeAsync(401));
    }

    [Fact]
    public async Task Remove_TakesTheNumberAlong_AndErasureAndExportKnowIt()
    {
        var number = SentPeople.NewNumber();
        var ada = await host.WithCodesAsync("sms", number);
        await using (var session = host.Services.GetRequiredService<SessionFactory>().Open(RequestContext.System("test")))
        {
            var all = await AccountData.CollectAsync(session, host.Services.GetRequiredService<PersonalKeys>(), ada.Id, TestContext.Current.CancellationToken);
            Assert.Equal(number, all["phone_numbers"]![0]!["number"]!.GetValue<string>());
        }

        using var client = host.As(await host.LoggedInByCodeAsync(ada.Person, "sms"));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/users/me/second-factors/sms")).StatusCode);
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM phone_numbers WHERE user_id = $1", ada.Id));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = ada.Person.Email, password = IdentityHost.Password })).StatusCode);

        await using var erasing = host.Services.GetRequiredService<SessionFactory>().Open(RequestContext.System("test"));
        var stores = await AccountData.EraseAsync(erasing, ada.Id, TestContext.Current.CancellationToken);
        await erasing.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("phone numbers", stores.Select(s => s.Store));
        Assert.Contains("personal keys", stores.Select(s => s.Store));
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM personal_keys WHERE person_id = $1", ada.Id));
    }

    private static Task<HttpResponseMessage> ConfirmAsync(HttpClient client, string method, string code) =>
        client.PostAsJsonAsync($"/api/v1/users/me/second-factors/{method}/confirmation", new { code });

    private static async Task<string?> ConflictOfAsync(Task<HttpResponseMessage> answer) => await (await answer).CodeAsync(409);
}
