using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Commerce.Identity;

/// <summary>One ES256 key of the issuer. It is named by the RFC 7638 thumbprint of its public half.</summary>
internal sealed class SigningKey
{
    private SigningKey(ECDsa key, DateTimeOffset activatesAt)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        ActivatesAt = activatesAt;
        X = Base64UrlEncoder.Encode(point.X);
        Y = Base64UrlEncoder.Encode(point.Y);
        Kid = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(
            $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""")));
        Credentials = new(new ECDsaSecurityKey(key) { KeyId = Kid }, SecurityAlgorithms.EcdsaSha256);
    }

    public string Kid { get; }

    public DateTimeOffset ActivatesAt { get; }

    public string X { get; }

    public string Y { get; }

    public SigningCredentials Credentials { get; }

    public static SigningKey Generate(DateTimeOffset activatesAt) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), activatesAt);

    public static SigningKey Import(byte[] pkcs8, DateTimeOffset activatesAt)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return new(key, activatesAt);
    }

    public byte[] ExportPrivateKey() => ((ECDsaSecurityKey)Credentials.Key).ECDsa.ExportPkcs8PrivateKey();
}
