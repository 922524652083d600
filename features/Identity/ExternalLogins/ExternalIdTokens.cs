using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

/// <summary>Judges id tokens of other issuers: algorithm, signature, issuer, audience, lifetime, and the nonce of this very attempt.</summary>
internal sealed class ExternalIdTokens(TimeProvider clock)
{
    private const int MaxLength = 16 * 1024;
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(60);

    // Only what is checked with a public key.
    private static readonly string[] s_algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    // The library's own cache goes by the key's id alone, and two issuers may choose the same one.
    private static readonly CryptoProviderFactory s_uncached = new() { CacheSignatureProviders = false };

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxLength };

    /// <summary>What the token says.</summary>
    /// <exception cref="SecurityTokenException">It is not to be believed.</exception>
    public JsonElement Verify(string? token, JsonWebKeySet keys, ExternalProvider provider, string nonce)
    {
        if (token is not { Length: > 0 and <= MaxLength } || !s_algorithms.Contains(_handler.ReadJsonWebToken(token).Alg, StringComparer.Ordinal))
            throw new SecurityTokenException("The id token is none that could be judged.");
        var trusted = keys.GetSigningKeys();
        foreach (var key in trusted)
            key.CryptoProviderFactory = s_uncached;
        var result = _handler.ValidateToken(token, new TokenValidationParameters
        {
            IssuerSigningKeys = trusted,
            CryptoProviderFactory = s_uncached,
            IssuerValidator = (issuer, _, _) => issuer.TrimEnd('/') == provider.Authority ? issuer : throw new SecurityTokenInvalidIssuerException("It is of another issuer."),
            ValidAudience = provider.ClientId,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken verified)
            throw new SecurityTokenException("The id token is not good.", result.Exception);
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(verified.EncodedPayload));
        if (!claims.RootElement.TryGetProperty("nonce", out var said) || said.ValueKind != JsonValueKind.String || said.GetString() != nonce)
            throw new SecurityTokenException("The id token is of another login.");
        // OpenID Connect Core 3.1.3.7: a token for several must name us as the one it was issued to.
        if (claims.RootElement.TryGetProperty("azp", out var party) && party.GetString() != provider.ClientId)
            throw new SecurityTokenException("The id token was issued to another application.");
        return claims.RootElement.Clone();
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + s_skew && (notBefore is not { } start || start <= now + s_skew);
    }
}
