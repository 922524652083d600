using System.Net;
using System.Net.Http.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

public sealed class RefreshSessionTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private readonly HttpClient _client = host.CreateClient(token: null);

    [Fact]
    public async Task RefreshSession_WithFreshToken_RotatesItAndKeepsTheSession()
    {
        var person = await host.SignedInAsync();
        var first = await TokensAsync(await RefreshAsync(person.RefreshToken));
        var second = await TokensAsync(await RefreshAsync(first.Refresh));

        Assert.NotEqual(person.RefreshToken, first.Refresh);
        Assert.NotEqual(first.Refresh, second.Refresh);
        var (before, after) = (new JsonWebToken(person.AccessToken), new JsonWebToken(second.Access));
        Assert.Equal(before.GetClaim("sid").Value, after.GetClaim("sid").Value);
        Assert.Equal(before.GetClaim("auth_time").Value, after.GetClaim("auth_time").Value);
        Assert.NotEqual(before.GetClaim("jti").Value, after.GetClaim("jti").Value);
        Assert.Equal(0L, await host.Database.ScalarAsync<long>("SELECT count(*) FROM refresh_tokens WHERE encode(hash, 'escape') LIKE '%' || $1 || '%'", second.Refresh));
    }

    [Fact]
    public async Task RefreshSession_WithUsedToken_EndsTheWholeSession_FiveHundredTimes()
    {
        var person = await host.SignedInAsync();
        for (var round = 1; round <= 500; round++)
        {
            var first = await LogInAsync(person);
            var next = await TokensAsync(await RefreshAsync(first.Refresh));
            Assert.Equal("identity.invalid_refresh_token", await (await RefreshAsync(first.Refresh)).CodeAsync(401));
            Assert.Equal("identity.invalid_refresh_token", await (await RefreshAsync(next.Refresh)).CodeAsync(401));
            Assert.Equal((long)round, await ReusesAsync(person));
        }
    }

    [Fact]
    public async Task RefreshSession_ByManyAtOnce_SucceedsForOneAndEndsTheSession()
    {
        var person = await host.SignedInAsync();
        for (var round = 1; round <= 500; round++)
        {
            var first = await LogInAsync(person);
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RefreshAsync(first.Refresh)));
            var winner = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
            Assert.Equal(5, answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized));
            Assert.Equal(HttpStatusCode.Unauthorized, (await RefreshAsync((await TokensAsync(winner)).Refresh)).StatusCode);
            Assert.Equal((long)round, await ReusesAsync(person));
        }
    }

    [Fact]
    public async Task RefreshSession_OfOnePersonsOtherSession_GoesOnWhenOneEnds()
    {
        var person = await host.SignedInAsync();
        var other = await LogInAsync(person);
        await TokensAsync(await RefreshAsync(person.RefreshToken));
        await RefreshAsync(person.RefreshToken);
        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync(other.Refresh)).StatusCode);
    }

    [Fact]
    public async Task RefreshSession_AfterRolesChanged_CarriesTheNewOnes()
    {
        var person = await host.SignedInAsync("support");
        await host.Database.ExecuteAsync("INSERT INTO user_roles SELECT $1, id FROM roles WHERE name = 'warehouse'", person.Id);
        var next = await TokensAsync(await RefreshAsync(person.RefreshToken));
        Assert.Contains("warehouse", new JsonWebToken(next.Access).GetClaim("realm_access").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefreshSession_OfDisabledAccount_IsRefused()
    {
        var person = await host.SignedInAsync();
        await host.Database.ExecuteAsync("UPDATE users SET lockout_end = 'infinity' WHERE id = $1", person.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, (await RefreshAsync(person.RefreshToken)).StatusCode);
    }

    [Fact]
    public async Task RefreshSession_AfterLogOut_IsRefused()
    {
        var person = await host.SignedInAsync();
        var next = await TokensAsync(await RefreshAsync(person.RefreshToken));
        var loggedOut = await _client.PostAsJsonAsync("/api/v1/auth/logout", new { refreshToken = next.Refresh });
        Assert.Equal(HttpStatusCode.NoContent, loggedOut.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await RefreshAsync(next.Refresh)).StatusCode);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    public async Task RefreshSession_WithInventedToken_IsRefusedAndLogOutSaysNothing(string token)
    {
        Assert.Equal("identity.invalid_refresh_token", await (await RefreshAsync(token)).CodeAsync(401));
        Assert.Equal(HttpStatusCode.NoContent, (await _client.PostAsJsonAsync("/api/v1/auth/logout", new { refreshToken = token })).StatusCode);
    }

    private async Task<(string Access, string Refresh)> LogInAsync(SignedInPerson person) =>
        await TokensAsync(await _client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = IdentityHost.Password }));

    private Task<long> ReusesAsync(SignedInPerson person) => host.Database.ScalarAsync<long>(
        "SELECT count(*) FROM security_events WHERE user_id = $1 AND kind = 'refresh-token-reused'", person.Id);

    private Task<HttpResponseMessage> RefreshAsync(string refreshToken) => _client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken });

    private static async Task<(string Access, string Refresh)> TokensAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var tokens = await answer.JsonAsync();
        return (tokens.GetProperty("accessToken").GetString()!, tokens.GetProperty("refreshToken").GetString()!);
    }
}
