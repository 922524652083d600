using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

/// <summary>What services rely on, whoever issues the tokens. The same tests run on the embedded issuer and on a real Keycloak.</summary>
public abstract class IssuerContract
{
    /// <summary>How long a token is good that nobody takes back.</summary>
    protected abstract TimeSpan AccessTokenLife { get; }

    /// <summary>A service that trusts the issuer.</summary>
    protected abstract HttpClient Service(string? token);

    /// <summary>A new account with these roles beside <c>customer</c>.</summary>
    protected abstract Task<Account> OpenAsync(params string[] roles);

    /// <summary>Signs in with all that the account has.</summary>
    protected abstract Task<IssuedTokens> SignInAsync(Account account, bool withSecondFactor);

    /// <summary>Null when the issuer refuses.</summary>
    protected abstract Task<IssuedTokens?> RefreshAsync(string refreshToken);

    [Fact]
    public async Task Customer_SignsInWithAPassword_AndIsNobodyElse()
    {
        var customer = await OpenAsync();
        var token = new JsonWebToken((await SignInAsync(customer, withSecondFactor: false)).AccessToken);

        Assert.Equal("ES256", token.Alg);
        Assert.Contains("commerce-api", token.Audiences);
        Assert.True(Guid.TryParse(token.Subject, out _));
        Assert.Equal(AccessTokenLife, token.ValidTo - token.IssuedAt);
        Assert.Contains("customer", RolesOf(token));
        Assert.DoesNotContain("support", RolesOf(token));
        Assert.Equal(["pwd"], AmrOf(token));
        Assert.InRange(token.GetPayloadValue<long>("auth_time"), TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds(), TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds());

        using var service = Service(token.EncodedToken);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/api/v1/users/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.GetAsync("/api/v1/users")).StatusCode);
    }

    [Fact]
    public async Task Staff_WithASecondFactor_MayWhatTheirRoleGrants()
    {
        var support = await OpenAsync("support");
        var token = new JsonWebToken((await SignInAsync(support, withSecondFactor: true)).AccessToken);

        Assert.Contains("support", RolesOf(token));
        Assert.Contains("otp", AmrOf(token));
        using var service = Service(token.EncodedToken);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/api/v1/users")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.GetAsync("/api/v1/roles")).StatusCode);
    }

    [Fact]
    public async Task RefreshToken_IsGoodOnce_AndItsReuseEndsTheSession()
    {
        var first = await SignInAsync(await OpenAsync(), withSecondFactor: false);
        var second = await RefreshAsync(first.RefreshToken);
        Assert.NotNull(second);
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);
        using (var service = Service(second.AccessToken))
            Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/api/v1/users/me")).StatusCode);

        Assert.Null(await RefreshAsync(first.RefreshToken));
        Assert.Null(await RefreshAsync(second.RefreshToken));
    }

    [Fact]
    public async Task Token_ThatWasChanged_IsRefused()
    {
        var token = (await SignInAsync(await OpenAsync(), withSecondFactor: false)).AccessToken;
        var parts = token.Split('.');
        using var service = Service($"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA");
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.GetAsync("/api/v1/users/me")).StatusCode);
    }

    protected static string[] RolesOf(JsonWebToken token) =>
        [.. Payload(token).GetProperty("realm_access").GetProperty("roles").EnumerateArray().Select(r => r.GetString()!)];

    protected static string[] AmrOf(JsonWebToken token) =>
        Payload(token).TryGetProperty("amr", out var amr) ? [.. amr.EnumerateArray().Select(m => m.GetString()!)] : [];

    private static JsonElement Payload(JsonWebToken token) => JsonDocument.Parse(Base64UrlEncoder.Decode(token.EncodedPayload)).RootElement;

    /// <summary>Somebody at the issuer.</summary>
    public sealed record Account(Guid Id, string Email);

    /// <summary>What a sign-in gave.</summary>
    public sealed record IssuedTokens(string AccessToken, string RefreshToken);
}
