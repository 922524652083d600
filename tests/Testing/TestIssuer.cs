using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Commerce.Testing;

/// <summary>A small OIDC issuer on a port of its own: discovery, keys, and tokens as a real one signs them (ES256).</summary>
public sealed class TestIssuer : IAsyncLifetime
{
    /// <summary>What services accept.</summary>
    public const string Audience = "commerce-api";

    /// <summary>What every client proves itself with.</summary>
    public const string ClientSecret = "a-secret-of-clients-that-only-tests-know";

    private readonly WebApplication _app;
    private readonly List<ECDsaSecurityKey> _keys = [];

    public TestIssuer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        RotateKey();
    }

    /// <summary>What services are configured with as <c>Auth:Authority</c>.</summary>
    public string Authority => $"{_app.Urls.First()}/realms/commerce";

    /// <summary>Whether the issuer answers; a service must cope with one that does not.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>When tokens are given out and end.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>How often the keys were fetched.</summary>
    public int KeyRequests => _keyRequests;

    private int _keyRequests;

    /// <summary>How often a client asked for a token of its own.</summary>
    public int TokenRequests => _tokenRequests;

    private int _tokenRequests;

    /// <summary>What a client's token waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>The key that signs now.</summary>
    public ECDsaSecurityKey SigningKey => _keys[^1];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await _app.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Signs with a new key from now on; the old ones stay published.</summary>
    public void RotateKey() =>
        _keys.Add(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.CreateVersion7().ToString("N") });

    /// <summary>An access token of a signed-in user, good for 15 minutes.</summary>
    public string Token(Guid userId, params string[] roles) => Sign(Claims(userId, roles));

    /// <summary>The claims of <see cref="Token"/>, to be bent by tests that forge.</summary>
    public Dictionary<string, object> Claims(Guid userId, params string[] roles)
    {
        var now = Clock.GetUtcNow();
        return new()
        {
            ["iss"] = Authority,
            ["aud"] = Audience,
            ["sub"] = userId.ToString(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(15).ToUnixTimeSeconds(),
            ["auth_time"] = now.ToUnixTimeSeconds(),
            ["amr"] = new[] { "pwd", "otp", "mfa" },
            ["realm_access"] = new Dictionary<string, object> { ["roles"] = roles },
        };
    }

    /// <summary>A token that speaks for a service itself, to another one.</summary>
    public string ServiceToken(string client, string audience)
    {
        var claims = Claims(Guid.CreateVersion7());
        (claims["aud"], claims["azp"]) = (audience, client);
        return Sign(claims);
    }

    /// <summary>Signs any claims as they are.</summary>
    public string Sign(Dictionary<string, object> claims, SigningCredentials? credentials = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
            .CreateToken(JsonSerializer.Serialize(claims), credentials ?? new SigningCredentials(SigningKey, SecurityAlgorithms.EcdsaSha256));

    private Task AnswerAsync(HttpContext context)
    {
        if (!IsUp)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        switch (context.Request.Path.Value)
        {
            case "/realms/commerce/.well-known/openid-configuration":
                return Results.Json(new { issuer = Authority, jwks_uri = Authority + "/protocol/openid-connect/certs" }).ExecuteAsync(context);
            case "/realms/commerce/protocol/openid-connect/certs":
                Interlocked.Increment(ref _keyRequests);
                return Results.Json(new { keys = _keys.Select(PublicPart) }).ExecuteAsync(context);
            case "/realms/commerce/protocol/openid-connect/token":
                Interlocked.Increment(ref _tokenRequests);
                return GiveTokenAsync(context);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    private async Task GiveTokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(context.Request.Headers.Authorization.ToString()["Basic ".Length..])).Split(':');
        await Gate;
        var answer = form["grant_type"] == "client_credentials" && pair[1] == ClientSecret
            ? Results.Json(new { access_token = ServiceToken(pair[0], form["audience"].ToString()), token_type = "Bearer", expires_in = 900 })
            : Results.Json(new { error = "invalid_client" }, statusCode: StatusCodes.Status401Unauthorized);
        await answer.ExecuteAsync(context);
    }

    private static object PublicPart(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new
        {
            kty = "EC",
            crv = "P-256",
            use = "sig",
            alg = "ES256",
            kid = key.KeyId,
            x = Base64UrlEncoder.Encode(point.X),
            y = Base64UrlEncoder.Encode(point.Y),
        };
    }
}
