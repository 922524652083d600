using System.Security.Cryptography;

namespace Commerce.Privacy;

/// <summary>
/// Encrypts for whoever has the private key to a public one (ECDH on P-256, HKDF, AES-256-GCM, as in RFC 9180's base mode): what lies on
/// the event log for days is unreadable once the reader has thrown its key away.
/// </summary>
public static class ForOneReader
{
    private const int CoordinateLength = 32;
    private static readonly byte[] s_purpose = "commerce/personal-data"u8.ToArray();

    /// <param name="publicKey">SubjectPublicKeyInfo of a P-256 key.</param>
    public static byte[] Seal(byte[] publicKey, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> belongsTo)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var reader = ECDiffieHellman.Create();
        reader.ImportSubjectPublicKeyInfo(publicKey, out _);
        var point = own.ExportParameters(includePrivateParameters: false).Q;
        byte[] ephemeral = [.. point.X!, .. point.Y!];
        return [.. ephemeral, .. Box.Close(Key(own, reader.PublicKey, ephemeral), secret, belongsTo)];
    }

    /// <param name="privateKey">PKCS #8 of the key.</param>
    /// <exception cref="CryptographicException">It is for another reader, or was changed.</exception>
    public static byte[] Open(byte[] privateKey, ReadOnlySpan<byte> sealedSecret, ReadOnlySpan<byte> belongsTo)
    {
        if (sealedSecret.Length < 2 * CoordinateLength)
            throw new CryptographicException("This is nothing that was sealed for a reader.");
        using var own = ECDiffieHellman.Create();
        own.ImportPkcs8PrivateKey(privateKey, out _);
        var ephemeral = sealedSecret[..(2 * CoordinateLength)].ToArray();
        using var sender = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = ephemeral[..CoordinateLength], Y = ephemeral[CoordinateLength..] },
        });
        return Box.Open(Key(own, sender.PublicKey, ephemeral), sealedSecret[(2 * CoordinateLength)..], belongsTo);
    }

    private static byte[] Key(ECDiffieHellman own, ECDiffieHellmanPublicKey other, byte[] ephemeral) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, own.DeriveRawSecretAgreement(other), 32, salt: ephemeral, info: s_purpose);
}
