using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class CompleteLogInTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Url = "/api/v1/auth/second-factor";
    private HttpClient Visitor => host.CreateClient(token: null);

    [Fact]
    public async Task LogIn_WithASecondFactor_GivesTokensOnlyForBoth()
    {
        var person = await WithAppAsync();
        var login = await LogInAsync(person);
        var problem = await login.JsonAsync();
        Assert.Equal("identity.second_factor_required", await login.CodeAsync(401));
        Assert.False(problem.TryGetProperty("accessToken", out _));
        var question = problem.GetProperty("secondFactor");
        Assert.Equal(["totp"], question.GetProperty("methods").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal(300, question.GetProperty("expiresIn").GetInt32());

        var answer = await CompleteAsync(question.GetProperty("challenge").GetString(), "totp", host.CodeOf(person.Id));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var tokens = await answer.JsonAsync();
        var claims = Claims(tokens.GetProperty("accessToken").GetString()!);
        Assert.Equal(["pwd", "otp", "mfa"], claims.GetProperty("amr").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal("2", claims.GetProperty("acr").GetString());
        Assert.Equal(claims.GetProperty("iat").GetInt64(), claims.GetProperty("auth_time").GetInt64());
        Assert.Equal(JsonValueKind.Null, tokens.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task LogIn_OfStaffWithoutASecondFactor_CarriesNoMoreThanACustomersRole()
    {
        var person = await host.SignedInAsync();
        await GiveRoleAsync(person.Id, "support");
        var tokens = await host.LogInAsync(person);
        Assert.Equal("enrol-second-factor", tokens.GetProperty("next").GetString());
        Assert.Equal(["customer"], Roles(tokens));
        using var client = host.CreateClient(tokens.GetProperty("accessToken").GetString());
        Assert.Equal("permission_denied", await (await client.GetAsync("/api/v1/users")).CodeAsync(403));

        var refreshed = await (await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.GetProperty("refreshToken").GetString() })).JsonAsync();
        Assert.Equal(["customer"], Roles(refreshed));

        await host.AddAuthenticatorAsync(person.Id);
        Assert.Equal(["customer", "support"], Roles(await host.LogInAsync(person)));
    }

    [Fact]
    public async Task CompleteLogIn_WithACodeThatWasUsed_IsRefused()
    {
        var person = await WithAppAsync();
        var code = host.CodeOf(person.Id);
        Assert.Equal(HttpStatusCode.OK, (await CompleteAsync(await ChallengeAsync(person), "totp", code)).StatusCode);
        Assert.Equal("identity.code_used", await (await CompleteAsync(await ChallengeAsync(person), "totp", code)).CodeAsync(401));
        Assert.Equal("identity.code_used", await (await CompleteAsync(await ChallengeAsync(person), "totp", host.CodeOf(person.Id, -1))).CodeAsync(401));
        Assert.Equal(HttpStatusCode.OK, (await CompleteAsync(await ChallengeAsync(person), "totp", host.CodeOf(person.Id, 1))).StatusCode);
    }

    [Fact]
    public async Task CompleteLogIn_WithOneCodeManyTimesAtOnce_SucceedsOnce()
    {
        var person = await WithAppAsync();
        var challenges = new List<string?>();
        for (var i = 0; i < 5; i++)
            challenges.Add(await ChallengeAsync(person));
        var code = host.CodeOf(person.Id);
        var answers = await Task.WhenAll(challenges.Select(c => CompleteAsync(c, "totp", code)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        var others = answers.Where(a => a.StatusCode != HttpStatusCode.OK).Select(a => (int)a.StatusCode).ToArray();
        Assert.True(others is { Length: 4 } && others.All(s => s is 401 or 409 or 429), string.Join(", ", others));
    }

    [Fact]
    public async Task CompleteLogIn_WithOneChallengeAndSeveralGoodCodesAtOnce_SucceedsOnce()
    {
        var person = await WithAppAsync();
        var challenge = await ChallengeAsync(person);
        string[] codes = [host.CodeOf(person.Id), host.CodeOf(person.Id, 1)];
        var answers = await Task.WhenAll(codes.Select(code => CompleteAsync(challenge, "totp", code)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task CompleteLogIn_AfterFiveWrongCodes_TakesNoMoreForThisChallenge()
    {
        var person = await WithAppAsync();
        var challenge = await ChallengeAsync(person);
        for (var i = 0; i < 5; i++)
            Assert.Equal("identity.invalid_code", await (await CompleteAsync(challenge, "totp", "no", $"192.0.2.{i}")).CodeAsync(401));
        Assert.Equal("identity.invalid_challenge", await (await CompleteAsync(challenge, "totp", host.CodeOf(person.Id), "192.0.2.9")).CodeAsync(401));
    }

    [Fact]
    public async Task CompleteLogIn_GuessedWithManyChallengesAtOnce_IsStoppedByTheAccountsCount()
    {
        var person = await WithAppAsync();
        var challenges = new List<string?>();
        for (var i = 0; i < 6; i++)
            challenges.Add(await ChallengeAsync(person));
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => CompleteAsync(challenges[i % 6], "totp", "000 00x", $"192.0.2.{i}")));
        Assert.Equal(10, answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(20, answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests));
        // Nor does the password, which is right each time, take the count back.
        Assert.Equal("identity.too_many_tries", await (await CompleteAsync(await ChallengeAsync(person), "totp", host.CodeOf(person.Id), "192.0.2.77")).CodeAsync(429));
    }

    [Fact]
    public async Task CompleteLogIn_TooLate_OrTwice_OrByADisabledAccount_IsRefused()
    {
        var person = await WithAppAsync();
        var used = await ChallengeAsync(person);
        Assert.Equal(HttpStatusCode.OK, (await CompleteAsync(used, "totp", host.CodeOf(person.Id))).StatusCode);
        Assert.Equal("identity.invalid_challenge", await (await CompleteAsync(used, "totp", host.CodeOf(person.Id, 1))).CodeAsync(401));

        var late = await ChallengeAsync(person);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("identity.invalid_challenge", await (await CompleteAsync(late, "totp", host.CodeOf(person.Id))).CodeAsync(401));

        var disabled = await ChallengeAsync(person);
        await host.Database.ExecuteAsync("UPDATE users SET lockout_end = 'infinity' WHERE id = $1", person.Id);
        Assert.Equal("identity.invalid_challenge", await (await CompleteAsync(disabled, "totp", host.CodeOf(person.Id))).CodeAsync(401));
    }

    [Fact]
    public async Task CompleteLogIn_WithAnothersCode_IsRefused()
    {
        var (person, other) = (await WithAppAsync(), await WithAppAsync());
        Assert.Equal("identity.invalid_code", await (await CompleteAsync(await ChallengeAsync(person), "totp", host.CodeOf(other.Id))).CodeAsync(401));
    }

    [Theory]
    [InlineData("""{"challenge":"x","method":"totp","code":"123456"}""", 401)]
    [InlineData("""{"challenge":"","method":"totp","code":"123456"}""", 422)]
    [InlineData("""{"challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","method":"totp","code":"123456"}""", 401)]
    [InlineData("""{"challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","method":"totp","code":null}""", 400)]
    [InlineData("""{"challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","method":"totp","code":123456}""", 400)]
    [InlineData("""{"challenge":"\u0000","method":"totp","code":"123456"}""", 400)]
    [InlineData("null", 400)]
    public async Task CompleteLogIn_WithBadInput_IsRefused(string body, int status)
    {
        using var client = Visitor;
        Assert.NotNull(await (await client.PostAsync(Url, new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).CodeAsync(status));
    }

    [Theory]
    [InlineData("totp", "\u202e123456")]
    [InlineData("totp", "\u0661\u0662\u0663\u0664\u0665\u0666")]
    [InlineData("TOTP", "123456")]
    [InlineData("recovery-code", "aaaaaa-aaaaaa-aaaaaa-aaaaaa")]
    [InlineData("password", IdentityHost.Password)]
    [InlineData("sms", "123456")]
    public async Task CompleteLogIn_WithAnOddMethodOrCode_IsRefusedAlike(string method, string code)
    {
        var person = await WithAppAsync();
        Assert.Equal("identity.invalid_code", await (await CompleteAsync(await ChallengeAsync(person), method, code)).CodeAsync(401));
    }

    private async Task<SignedInPerson> WithAppAsync()
    {
        var person = await host.SignedInAsync();
        await host.AddAuthenticatorAsync(person.Id);
        return person;
    }

    private Task<int> GiveRoleAsync(Guid id, string role) =>
        host.Database.ExecuteAsync("INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = $2", id, role);

    private async Task<HttpResponseMessage> LogInAsync(SignedInPerson person)
    {
        using var client = Visitor;
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password });
    }

    private async Task<string?> ChallengeAsync(SignedInPerson person) =>
        (await (await LogInAsync(person)).JsonAsync()).GetProperty("secondFactor").GetProperty("challenge").GetString();

    private async Task<HttpResponseMessage> CompleteAsync(string? challenge, string method, string code, string address = "198.51.100.7")
    {
        using var client = host.From(address);
        return await client.PostAsJsonAsync(Url, new { challenge, method, code });
    }

    private static IEnumerable<string?> Roles(JsonElement tokens) =>
        Claims(tokens.GetProperty("accessToken").GetString()!).GetProperty("realm_access").GetProperty("roles").EnumerateArray().Select(r => r.GetString());

    private static JsonElement Claims(string token) =>
        JsonDocument.Parse(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(new JsonWebToken(token).EncodedPayload)).RootElement;
}
