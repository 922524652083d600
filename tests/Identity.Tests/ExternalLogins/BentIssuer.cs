using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

/// <summary>An issuer that answers whatever a test wants, in OpenID Connect and in the OAuth of those without it.</summary>
public sealed class BentIssuer : IAsyncDisposable
{
    // The library's cache goes by the key's id: a forged key would sign with the true one.
    private static readonly CryptoProviderFactory s_uncached = new() { CacheSignatureProviders = false };

    private readonly WebApplication _app;
    private readonly ECDsaSecurityKey _key = NewKey();

    public BentIssuer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Authority => _app.Urls.First();

    public bool IsUp { get; set; } = true;

    public string IdToken { get; set; } = "";

    public object UserInformation { get; set; } = new { };

    public object Emails { get; set; } = Array.Empty<object>();

    public Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static ECDsaSecurityKey NewKey() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "the-key", CryptoProviderFactory = s_uncached };

    public string Sign(Dictionary<string, object> claims, SecurityKey? key = null, string algorithm = SecurityAlgorithms.EcdsaSha256) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(JsonSerializer.Serialize(claims), new SigningCredentials(key ?? _key, algorithm) { CryptoProviderFactory = s_uncached });

    /// <summary>The public key as an HMAC secret, for whoever would take it as one.</summary>
    public SecurityKey PublicKeyAsSecret => new SymmetricSecurityKey(Encoding.ASCII.GetBytes(JsonSerializer.Serialize(PublicPart()))) { KeyId = "the-key" };

    private async Task AnswerAsync(HttpContext context)
    {
        if (!IsUp)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        object? answer = context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => new
            {
                issuer = Authority,
                authorization_endpoint = Authority + "/authorize",
                token_endpoint = Authority + "/token",
                userinfo_endpoint = Authority + "/me",
                jwks_uri = Authority + "/keys",
            },
            "/keys" => new { keys = new[] { PublicPart() } },
            "/token" => new { access_token = "for-the-bent-issuer", token_type = "Bearer", id_token = IdToken },
            "/me" => UserInformation,
            "/emails" => Emails,
            _ => null,
        };
        await (answer is null ? Results.NotFound() : Results.Json(answer)).ExecuteAsync(context);
    }

    private object PublicPart()
    {
        var point = _key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new { kty = "EC", crv = "P-256", use = "sig", kid = _key.KeyId, x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
    }
}
