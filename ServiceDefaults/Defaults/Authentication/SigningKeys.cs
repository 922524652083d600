using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Defaults;

/// <summary>The public keys of a key set that may sign access tokens: P-256, or RSA of 2048 bits and more. Anything else is left out.</summary>
internal static class SigningKeys
{
    private const int MinRsaModulusBytes = 256;

    public static FrozenDictionary<string, SecurityKey> From(JsonWebKeySet set) => set.Keys
        .Where(key => key.Kid is { Length: > 0 } && key.Use is null or "" or "sig")
        .Select(Convert)
        .OfType<SecurityKey>()
        .DistinctBy(key => key.KeyId)
        .ToFrozenDictionary(key => key.KeyId, StringComparer.Ordinal);

    private static SecurityKey? Convert(JsonWebKey key) => key switch
    {
        { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: JsonWebKeyECTypes.P256, X: not null, Y: not null } => Ec(key),
        { Kty: JsonWebAlgorithmsKeyTypes.RSA, N: not null, E: not null } => Rsa(key),
        _ => null,
    };

    private static ECDsaSecurityKey Ec(JsonWebKey key) => new(ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
    }))
    {
        KeyId = key.Kid,
    };

    private static RsaSecurityKey? Rsa(JsonWebKey key)
    {
        var modulus = Base64UrlEncoder.DecodeBytes(key.N);
        return modulus.Length < MinRsaModulusBytes
            ? null
            : new RsaSecurityKey(new RSAParameters { Modulus = modulus, Exponent = Base64UrlEncoder.DecodeBytes(key.E) }) { KeyId = key.Kid };
    }
}
