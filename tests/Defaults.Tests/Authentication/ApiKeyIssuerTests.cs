using System.Net;
using Commerce.Testing;

namespace Commerce.Defaults.Tests;

/// <summary>Beside a Keycloak, Identity issues the tokens that API keys are exchanged for, and nothing else that counts.</summary>
public sealed class ApiKeyIssuerTests : IAsyncLifetime
{
    private readonly SampleService _service = new();
    private readonly TestIssuer _apiKeys = new();

    public async ValueTask InitializeAsync()
    {
        await _apiKeys.InitializeAsync();
        _service.Settings["Auth:ApiKeys:Authority"] = _apiKeys.Authority;
        await _service.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _apiKeys.DisposeAsync();
    }

    [Fact]
    public async Task Token_OfAnApiKey_HasItsScopes()
    {
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(_apiKeys.Sign(KeyClaims(_apiKeys, "press:run"))));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync(_apiKeys.Sign(KeyClaims(_apiKeys, "notes:read"))));
    }

    [Fact]
    public async Task Token_OfAPerson_FromTheIssuerOfApiKeys_IsNotBelieved()
    {
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(_service.Issuer.Token(Guid.CreateVersion7(), "owner")));
        Assert.Equal(HttpStatusCode.Unauthorized, await ReadAsync(_apiKeys.Token(Guid.CreateVersion7(), "owner")));
        var odd = KeyClaims(_apiKeys, "press:run");
        odd["token_use"] = "access";
        Assert.Equal(HttpStatusCode.Unauthorized, await ReadAsync(_apiKeys.Sign(odd)));
    }

    [Fact]
    public async Task Token_InTheOtherIssuersName_IsNotBelieved()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await ReadAsync(_apiKeys.Sign(_service.Issuer.Claims(Guid.CreateVersion7(), "owner"))));
        Assert.Equal(HttpStatusCode.Unauthorized, await ReadAsync(_service.Issuer.Sign(KeyClaims(_apiKeys, "press:run"))));
    }

    [Fact]
    public async Task IssuerOfApiKeys_Down_DoesNotConcernPeople()
    {
        _apiKeys.IsUp = false;
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(_service.Issuer.Token(Guid.CreateVersion7(), "owner")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadAsync(_apiKeys.Sign(KeyClaims(_apiKeys, "press:run"))));
    }

    private static Dictionary<string, object> KeyClaims(TestIssuer issuer, string scope)
    {
        var claims = issuer.Claims(Guid.CreateVersion7());
        (claims["token_use"], claims["scope"]) = ("api-key", scope);
        return claims;
    }

    private async Task<HttpStatusCode> ReadAsync(string token)
    {
        using var client = _service.CreateClient(token);
        return (await client.GetAsync("/api/v1/press", TestContext.Current.CancellationToken)).StatusCode;
    }
}
