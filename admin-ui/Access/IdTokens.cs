using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.AdminUi;

/// <summary>Judges id tokens as OpenID Connect Core 3.1.3.7 says: algorithm, key, signature, issuer, audience, lifetime, nonce.</summary>
internal sealed class IdTokens(Issuer issuer, IssuerSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    // Only what is checked with a public key: whoever knows that key could sign with any other.
    private static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    private readonly JsonWebTokenHandler _handler = new();

    /// <summary>Who signed in, or null when the token is not acceptable.</summary>
    public async Task<Newcomer?> ReadAsync(string token, string nonce, CancellationToken ct)
    {
        if (Header(token) is not { } unverified || await issuer.FindKeyAsync(unverified.Kid, ct) is not { } key)
            return null;
        var result = _handler.ValidateToken(token, new()
        {
            ValidIssuer = settings.Name,
            ValidAudience = settings.ClientId,
            IssuerSigningKey = key,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (_, expires, _, _) => expires is { } end && clock.GetUtcNow().UtcDateTime < end + Skew,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken good || string.IsNullOrEmpty(good.Subject) || !IsForUs(good))
            return null;
        return Matches(Claim(good, "nonce"), nonce) ? new(good.Subject, Claim(good, "name") ?? Claim(good, "email") ?? "Somebody") : null;
    }

    private JsonWebToken? Header(string token)
    {
        try
        {
            var read = _handler.ReadJsonWebToken(token);
            return Algorithms.Contains(read.Alg, StringComparer.Ordinal) && !string.IsNullOrEmpty(read.Kid) ? read : null;
        }
        catch (Exception e) when (e is ArgumentException or JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    // With several audiences, the token says for whom it was made.
    private bool IsForUs(JsonWebToken token) =>
        Claim(token, "azp") is { } party ? party == settings.ClientId : token.Audiences.Count() == 1;

    private static string? Claim(JsonWebToken token, string type) => token.Claims.FirstOrDefault(c => c.Type == type)?.Value;

    private static bool Matches(string? told, string expected) =>
        told is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(told), Encoding.UTF8.GetBytes(expected));
}

/// <summary>Whom the issuer has let in.</summary>
internal sealed record Newcomer(string Subject, string Name);
