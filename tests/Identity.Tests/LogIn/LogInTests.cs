using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class LogInTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Url = "/api/v1/auth/login";

    [Fact]
    public async Task LogIn_WithRightPassword_IssuesTokensInKeycloaksShape()
    {
        var person = await host.SignedInAsync();
        var token = new JsonWebToken(person.AccessToken);

        Assert.Equal("ES256", token.Alg);
        Assert.Equal(host.Authority, token.Issuer);
        Assert.Equal(["commerce-api"], token.Audiences);
        Assert.Equal(person.Id.ToString(), token.Subject);
        Assert.Equal(TimeSpan.FromMinutes(15), token.ValidTo - token.ValidFrom);
        var claims = JsonDocument.Parse(Base64Url(token.EncodedPayload)).RootElement;
        Assert.Equal(["customer"], claims.GetProperty("realm_access").GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal("1", claims.GetProperty("acr").GetString());
        Assert.Equal(["pwd"], claims.GetProperty("amr").EnumerateArray().Select(a => a.GetString()));
        Assert.True(Guid.TryParse(claims.GetProperty("sid").GetString(), out _));
        Assert.Equal(claims.GetProperty("iat").GetInt64(), claims.GetProperty("auth_time").GetInt64());
        Assert.DoesNotContain(person.Email, claims.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(900, person.Tokens.GetProperty("expiresIn").GetInt32());
        Assert.InRange(person.Tokens.GetProperty("refreshExpiresIn").GetInt32(), 604_790, 604_800);
    }

    [Fact]
    public async Task LogIn_OfUnknownAccount_LooksAndCostsAsWithAWrongPassword()
    {
        var person = await host.SignedInAsync();
        using var client = host.From("198.51.100.1");
        var checks = host.Hasher.Checks;
        var wrong = await LogInAsync(client, person.Email, "not the right password");
        var unknown = await LogInAsync(client, host.NewEmail(), "not the right password");

        Assert.Equal(checks + 2, host.Hasher.Checks);
        Assert.Equal("identity.invalid_credentials", await wrong.CodeAsync(401));
        Assert.Equal("identity.invalid_credentials", await unknown.CodeAsync(401));
        var (first, second) = (await wrong.JsonAsync(), await unknown.JsonAsync());
        foreach (var member in first.EnumerateObject().Where(m => m.Name != "traceId"))
            Assert.Equal(member.Value.ToString(), second.GetProperty(member.Name).ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LogIn_AfterFiveFailures_MakesThisAddressWaitButNoOther(bool accountExists)
    {
        var email = accountExists ? (await host.SignedInAsync()).Email : host.NewEmail();
        using var guesser = host.From(accountExists ? "198.51.100.2" : "198.51.100.3");
        for (var i = 0; i < 5; i++)
            Assert.Equal("identity.invalid_credentials", await (await LogInAsync(guesser, email, $"guess number {i}")).CodeAsync(401));
        var checks = host.Hasher.Checks;
        var refused = await LogInAsync(guesser, email, IdentityHost.Password);

        Assert.Equal("identity.too_many_tries", await refused.CodeAsync(429));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        for (var i = 0; i < 10; i++) // nor counted: one address cannot lock an account for all others
            Assert.Equal(HttpStatusCode.TooManyRequests, (await LogInAsync(guesser, email, "guess without end")).StatusCode);
        Assert.Equal(checks, host.Hasher.Checks); // none was even looked at

        using var elsewhere = host.From("203.0.113.77");
        var status = (await LogInAsync(elsewhere, email, IdentityHost.Password)).StatusCode;
        Assert.Equal(accountExists ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, status);
        host.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(accountExists ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, (await LogInAsync(guesser, email, IdentityHost.Password)).StatusCode);
    }

    [Fact]
    public async Task LogIn_AfterTenFailuresFromAnywhere_LocksTheAccountForAWhile()
    {
        var person = await host.SignedInAsync();
        for (var i = 0; i < 10; i++)
        {
            using var guesser = host.From($"192.0.2.{i}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await LogInAsync(guesser, person.Email, $"guess number {i}")).StatusCode);
        }

        using var owner = host.From("192.0.2.200");
        Assert.Equal("identity.too_many_tries", await (await LogInAsync(owner, person.Email, IdentityHost.Password)).CodeAsync(429));
        host.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(owner, person.Email, IdentityHost.Password)).StatusCode);
    }

    [Fact]
    public async Task LogIn_GuessedManyTimesAtOnce_LooksAtFiveGuessesOnly()
    {
        var person = await host.SignedInAsync();
        using var guesser = host.From("198.51.100.4");
        var checks = host.Hasher.Checks;
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => LogInAsync(guesser, person.Email, $"guess number {i}")));

        Assert.Equal(5, host.Hasher.Checks - checks);
        Assert.Equal(5, answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(35, answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task LogIn_OfOnePersonManyTimesAtOnce_SucceedsEachTime()
    {
        var person = await host.SignedInAsync();
        using var client = host.From("198.51.100.5");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LogInAsync(client, person.Email, IdentityHost.Password)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
    }

    [Fact]
    public async Task LogIn_ThatSucceeds_ForgetsTheAccountsFailures()
    {
        var person = await host.SignedInAsync();
        using var client = host.From("198.51.100.6");
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4; i++)
                Assert.Equal(HttpStatusCode.Unauthorized, (await LogInAsync(client, person.Email, "not the right password")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await LogInAsync(client, person.Email, IdentityHost.Password)).StatusCode);
        }
    }

    [Fact]
    public async Task LogIn_ThatSucceeds_IsNotCountedAgainstItsAddress()
    {
        var person = await host.SignedInAsync();
        using var office = host.From("198.51.100.10");
        Assert.Equal(HttpStatusCode.Unauthorized, (await LogInAsync(office, person.Email, "not the right password")).StatusCode);
        var address = LoginTry.Of(person.Email, IPAddress.Parse("198.51.100.10")).Address;
        Assert.Equal(1, await host.Database.ExecuteAsync("UPDATE login_tries SET tries = 99 WHERE key = $1", address));

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await LogInAsync(office, person.Email, IdentityHost.Password)).StatusCode);
    }

    [Fact]
    public async Task LogIn_FromOneAddressIntoManyAccounts_IsStopped()
    {
        using var guesser = host.From("2001:db8:7::1");
        using var neighbour = host.From("2001:db8:7::2"); // the same /64
        for (var i = 0; i < 100; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await LogInAsync(i % 2 == 0 ? guesser : neighbour, host.NewEmail(), "password of many")).StatusCode);
        Assert.Equal("identity.too_many_tries", await (await LogInAsync(guesser, host.NewEmail(), "password of many")).CodeAsync(429));
    }

    [Fact]
    public async Task LogIn_IntoDisabledAccount_LooksLikeAWrongPassword()
    {
        var person = await host.SignedInAsync();
        await host.Database.ExecuteAsync("UPDATE users SET lockout_end = 'infinity' WHERE id = $1", person.Id);
        using var client = host.From("198.51.100.7");
        Assert.Equal("identity.invalid_credentials", await (await LogInAsync(client, person.Email, IdentityHost.Password)).CodeAsync(401));
    }

    [Fact]
    public async Task LogIn_WithAHashOfFewerRounds_ReplacesIt()
    {
        var person = await host.SignedInAsync();
        var weak = new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = 10 }))
            .HashPassword(User.Register(person.Id, default, "A", default), IdentityHost.Password);
        await host.Database.ExecuteAsync("UPDATE users SET password_hash = $2 WHERE id = $1", person.Id, weak);
        using var client = host.From("198.51.100.8");

        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(client, person.Email, IdentityHost.Password)).StatusCode);
        Assert.NotEqual(weak, await host.Database.ScalarAsync<string>("SELECT password_hash FROM users WHERE id = $1", person.Id));
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(client, person.Email, IdentityHost.Password)).StatusCode);
    }

    [Theory]
    [InlineData("""{"email":"ada@shop.example"}""", 400)]
    [InlineData("""{"email":"not an address","password":"x"}""", 422)]
    [InlineData("""{"email":"ada@shop.example","password":""}""", 422)]
    [InlineData("""{"email":"ada@shop.example","password":"x","role":"owner"}""", 400)]
    [InlineData("""{"email":["ada@shop.example"],"password":"x"}""", 400)]
    [InlineData("""{"email":"ada@shop.example","password":1}""", 400)]
    [InlineData("""{"email":"ada@shop.example","password":"x""", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("", 400)]
    public async Task LogIn_WithBadInput_IsRefused(string body, int status)
    {
        using var client = host.From("198.51.100.9");
        var answer = await client.PostAsync(Url, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.NotNull(await answer.CodeAsync(status));
    }

    private static Task<HttpResponseMessage> LogInAsync(HttpClient client, string email, string password) =>
        client.PostAsJsonAsync(Url, new { email, password });

    private static byte[] Base64Url(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
