using System.Text.Json;
using System.Text.Json.Serialization;
using Commerce.Kernel;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Commerce.Identity;

/// <summary>Signs what a key is exchanged for: an access token without a person, good for two minutes, with exactly the key's scopes.</summary>
internal sealed class ApiKeyTokens(KeyRing ring, IOptions<IssuerOptions> options, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Issue(Guid keyId, string prefix, IReadOnlyList<string> scopes)
    {
        var now = clock.GetUtcNow();
        var key = ring.Keys.Active(now) ?? throw new InvalidOperationException("No signing key is active.");
        var claims = new ApiKeyClaims(
            options.Value.Issuer,
            options.Value.Audience,
            keyId.ToString(),
            clock.NewId().ToString(),
            $"api-key-{prefix}",
            now.ToUnixTimeSeconds(),
            now.ToUnixTimeSeconds(),
            (now + Lifetime).ToUnixTimeSeconds(),
            "api-key",
            string.Join(' ', scopes));
        return Handler.CreateToken(JsonSerializer.Serialize(claims, ApiKeyJson.Default.ApiKeyClaims), key.Credentials);
    }
}

/// <summary>The payload of such a token. The subject is the key.</summary>
internal sealed record ApiKeyClaims(
    string Iss, string Aud, string Sub, string Jti, string Azp, long Iat, long Nbf, long Exp, string TokenUse, string Scope);

/// <summary>Its member names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiKeyClaims))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;
