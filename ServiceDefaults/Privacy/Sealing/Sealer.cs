using System.Security.Cryptography;

namespace Commerce.Privacy;

/// <summary>
/// Encrypts with AES-256-GCM (NIST SP 800-38D), each box bound to what it belongs to, so that it opens nowhere else. Boxes name their
/// master key: after a rotation the old ones still open.
/// </summary>
public sealed class Sealer
{
    private const byte Version = 1;
    private const int IdLength = 4;
    private readonly (byte[] Id, byte[] Key)[] _keys;

    internal Sealer((byte[] Id, byte[] Key)[] keys) => _keys = keys;

    /// <summary>The id of the master key that seals now.</summary>
    public byte[] CurrentKey => _keys[0].Id;

    /// <summary>How every box begins that is sealed now.</summary>
    public byte[] CurrentMark => [Version, .. _keys[0].Id];

    /// <param name="belongsTo">The row or person whose secret it is.</param>
    public byte[] Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> belongsTo) =>
        [.. CurrentMark, .. Box.Close(_keys[0].Key, secret, belongsTo)];

    /// <exception cref="CryptographicException">It was sealed under a master key that is not configured, for somebody else, or was changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedSecret, ReadOnlySpan<byte> belongsTo)
    {
        foreach (var (id, key) in _keys)
        {
            if (sealedSecret.StartsWith((ReadOnlySpan<byte>)[Version, .. id]))
                return Box.Open(key, sealedSecret[(1 + IdLength)..], belongsTo);
        }

        return OpenUnmarked(sealedSecret, belongsTo);
    }

    // The first boxes did not name their key.
    private byte[] OpenUnmarked(ReadOnlySpan<byte> sealedSecret, ReadOnlySpan<byte> belongsTo)
    {
        foreach (var (_, key) in _keys)
        {
            try
            {
                return Box.Open(key, sealedSecret, belongsTo);
            }
            catch (AuthenticationTagMismatchException)
            {
                // not by this one
            }
        }

        throw new CryptographicException($"This was not sealed under {MasterKeys.Setting} or one of {MasterKeys.FormerSetting}, or was changed.");
    }
}

/// <summary>Nonce, tag and ciphertext of AES-256-GCM in one piece.</summary>
internal static class Box
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Close(ReadOnlySpan<byte> key, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> belongsTo)
    {
        var box = new byte[NonceLength + TagLength + secret.Length];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, secret, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), belongsTo);
        return box;
    }

    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> belongsTo)
    {
        if (box.Length < NonceLength + TagLength)
            throw new CryptographicException("This is nothing that was sealed here.");
        var secret = new byte[box.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Decrypt(box[..NonceLength], box[(NonceLength + TagLength)..], box.Slice(NonceLength, TagLength), secret, belongsTo);
        return secret;
    }
}
