using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

/// <summary>Signs id tokens: who signed in, when and how, for one client. What else it may know, userinfo tells.</summary>
internal sealed class IdTokens(KeyRing ring, IOptions<IssuerOptions> options, TimeProvider clock)
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Issue(Subject subject, string clientId, string? nonce, string accessToken)
    {
        var now = clock.GetUtcNow();
        var key = ring.Keys.Active(now) ?? throw new InvalidOperationException("No signing key is active.");
        var claims = new IdTokenClaims
        {
            Iss = options.Value.Issuer,
            Aud = clientId,
            Azp = clientId,
            Sub = subject.UserId.ToString(),
            Sid = subject.SessionId.ToString(),
            Iat = now.ToUnixTimeSeconds(),
            Exp = (now + AccessTokens.Lifetime).ToUnixTimeSeconds(),
            AuthTime = subject.AuthTime.ToUnixTimeSeconds(),
            Nonce = nonce,
            AtHash = HalfHash(accessToken),
            Acr = Acr.Of(subject.Amr.ToArray()),
            Amr = subject.Amr,
        };
        return Handler.CreateToken(JsonSerializer.Serialize(claims, IdentityJson.Default.IdTokenClaims), key.Credentials);
    }

    // OpenID Connect Core 3.1.3.6: it binds the two tokens to each other.
    private static string HalfHash(string accessToken) =>
        Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))[..16]);
}

/// <summary>The payload of an id token.</summary>
internal sealed record IdTokenClaims
{
    public required string Iss { get; init; }

    public required string Aud { get; init; }

    public required string Azp { get; init; }

    public required string Sub { get; init; }

    public required string Sid { get; init; }

    public required long Iat { get; init; }

    public required long Exp { get; init; }

    public required long AuthTime { get; init; }

    public string? Nonce { get; init; }

    public required string AtHash { get; init; }

    public required string Acr { get; init; }

    public required IReadOnlyList<string> Amr { get; init; }
}
