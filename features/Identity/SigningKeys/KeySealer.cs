using System.Security.Cryptography;
using System.Text;

namespace Commerce.Identity;

/// <summary>Encrypts secrets under the installation's master key, each bound to its own name (AES-256-GCM).</summary>
internal sealed class KeySealer
{
    public const string Setting = "Security:MasterKey";
    private const int MinLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly byte[] _key;

    private KeySealer(string masterKey, string purpose) =>
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(masterKey), 32, info: Encoding.UTF8.GetBytes($"commerce/identity/{purpose}"));

    // One for each use: a cipher is not safe for several threads at once.
    private AesGcm Cipher => new(_key, TagLength);

    /// <summary>The sealer of this installation; null when it has no master key, which only development accepts.</summary>
    /// <param name="purpose">What it seals: each purpose has a key of its own.</param>
    public static KeySealer? From(IConfiguration configuration, IHostEnvironment environment, string purpose = "signing-keys")
    {
        return configuration[Setting] switch
        {
            { Length: >= MinLength } masterKey => new(masterKey, purpose),
            null or "" when environment.IsDevelopment() => null,
            null or "" => throw new InvalidOperationException($"{Setting} is missing: {MinLength} or more random characters that protect keys and secrets."),
            _ => throw new InvalidOperationException($"{Setting} is too short: it takes {MinLength} or more random characters."),
        };
    }

    public byte[] Seal(byte[] secret, string name)
    {
        var box = new byte[NonceLength + TagLength + secret.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var cipher = Cipher;
        cipher.Encrypt(
            box.AsSpan(0, NonceLength), secret, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), Encoding.UTF8.GetBytes(name));
        return box;
    }

    /// <exception cref="InvalidOperationException">It was sealed under another master key, or somebody changed it.</exception>
    public byte[] Open(byte[] box, string name)
    {
        var secret = new byte[Math.Max(0, box.Length - NonceLength - TagLength)];
        using var cipher = Cipher;
        try
        {
            cipher.Decrypt(
                box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), secret, Encoding.UTF8.GetBytes(name));
            return secret;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidOperationException($"{Setting} does not open {name}: it is not the key that sealed it.", e);
        }
    }
}
