using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

/// <summary>Identity as it runs beside a Keycloak: it trusts its tokens and issues none that anybody trusts.</summary>
public sealed class KeycloakHost : IdentityHost
{
    public KeycloakServer Keycloak { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (!KeycloakServer.IsThere)
            return;
        await Keycloak.StartAsync();
        Settings["Auth:Authority"] = Keycloak.Authority;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Keycloak.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The contract, on a real Keycloak with the realm of <c>deploy/keycloak</c>; and what only it has.</summary>
public sealed class KeycloakTests : IssuerContract, IClassFixture<KeycloakHost>
{
    private static readonly string[] Reading = ["customers:read"];
    private readonly KeycloakHost _host;

    public KeycloakTests(KeycloakHost host)
    {
        Assert.SkipUnless(KeycloakServer.IsThere, KeycloakServer.Missing);
        _host = host;
    }

    [Fact]
    public async Task Staff_WithoutASecondFactor_SetOneUpBeforeTheyAreLetIn()
    {
        var support = await OpenAsync("support");
        using var browser = new KeycloakBrowser(_host.Keycloak.Authority);
        Assert.NotNull(await browser.SignInAsync(support.Email, IdentityHost.Password));
        Assert.True(browser.HadToEnrol);

        using var thief = new KeycloakBrowser(_host.Keycloak.Authority); // who knows the password and has no app
        Assert.Null(await thief.SignInAsync(support.Email, IdentityHost.Password));
        Assert.False(thief.HadToEnrol);
    }

    [Fact]
    public async Task Password_GuessedFiveTimes_LocksTheAccountForAWhile()
    {
        var customer = await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            using var guesser = new KeycloakBrowser(_host.Keycloak.Authority);
            Assert.Null(await guesser.SignInAsync(customer.Email, $"a wrong guess, number {i}"));
        }

        using var owner = new KeycloakBrowser(_host.Keycloak.Authority);
        Assert.Null(await owner.SignInAsync(customer.Email, IdentityHost.Password));
    }

    [Fact]
    public async Task FirstToken_OpensTheProfile_OnceForManyCallsAtOnce()
    {
        var customer = await OpenAsync();
        var tokens = await SignInAsync(customer, withSecondFactor: false);
        using var client = _host.CreateClient(tokens.AccessToken);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.GetAsync("/api/v1/users/me")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var profile = await answers[0].JsonAsync();
        Assert.Equal(customer.Email, profile.GetProperty("email").GetString());
        Assert.True(profile.GetProperty("emailConfirmed").GetBoolean());
        Assert.Equal("Ada Lovelace", profile.GetProperty("displayName").GetString());
        Assert.Equal(1L, await _host.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox WHERE key = $1 AND envelope LIKE '%identity.user-registered.v1%'", customer.Id.ToString()));
    }

    [Fact]
    public async Task Owner_OfKeycloak_CanGiveRights()
    {
        var owner = await OpenAsync("owner");
        var tokens = await SignInAsync(owner, withSecondFactor: true);
        await _host.UntilDeclaredAsync();
        using var client = _host.CreateClient(tokens.AccessToken);
        var made = await client.PostAsJsonAsync("/api/v1/roles", new { name = "made-by-keycloaks-owner", permissions = Reading });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    [Fact]
    public async Task Session_EndedAtKeycloak_AndAnAccountDisabledThere_CountForAMinuteAtMost()
    {
        var (left, disabled) = (await OpenAsync(), await OpenAsync());
        var began = TimeProvider.System.GetTimestamp();
        var tokens = new[] { await SignInAsync(left, withSecondFactor: false), await SignInAsync(disabled, withSecondFactor: false) };
        await _host.Keycloak.EndSessionAsync(new JsonWebToken(tokens[0].AccessToken).GetPayloadValue<string>("sid"));
        await _host.Keycloak.DisableAsync(disabled.Id);

        Assert.All(await Task.WhenAll(tokens.Select(t => RefreshAsync(t.RefreshToken))), Assert.Null);
        foreach (var token in tokens)
        {
            using var client = _host.CreateClient(token.AccessToken);
            while ((await client.GetAsync("/api/v1/users/me")).StatusCode != HttpStatusCode.Unauthorized)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(65), "A session that ended still counts.");
                await Task.Delay(500);
            }
        }
    }

    protected override TimeSpan AccessTokenLife => TimeSpan.FromSeconds(60);

    protected override HttpClient Service(string? token) => _host.CreateClient(token);

    protected override async Task<Account> OpenAsync(params string[] roles)
    {
        var email = $"{Guid.CreateVersion7():N}@shop.example";
        return new(await _host.Keycloak.OpenAsync(email, IdentityHost.Password, roles), email);
    }

    protected override async Task<IssuedTokens> SignInAsync(Account account, bool withSecondFactor)
    {
        using var browser = new KeycloakBrowser(_host.Keycloak.Authority);
        var tokens = await browser.SignInAsync(account.Email, IdentityHost.Password);
        if (withSecondFactor)
        {
            // The first time it was set up; from then on it is asked for.
            using var again = new KeycloakBrowser(_host.Keycloak.Authority) { Authenticator = browser.Authenticator };
            tokens = await again.SignInAsync(account.Email, IdentityHost.Password);
        }

        Assert.NotNull(tokens);
        return Read(tokens.Value);
    }

    protected override async Task<IssuedTokens?> RefreshAsync(string refreshToken)
    {
        using var browser = new KeycloakBrowser(_host.Keycloak.Authority);
        var tokens = await browser.TokenAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken });
        return tokens is { } answered ? Read(answered) : null;
    }

    private static IssuedTokens Read(JsonElement tokens) =>
        new(tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!);
}
