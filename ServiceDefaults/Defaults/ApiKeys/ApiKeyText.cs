using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Commerce.Defaults;

/// <summary>
/// What an API key looks like: <c>cmk_PREFIX_SECRET</c>. The prefix names it and may be shown; the secret ends in a checksum, so that a
/// scanner that finds one in a repository, and the gateway, can tell it from any other text without asking anybody.
/// </summary>
public static partial class ApiKeyText
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int PrefixLength = 8;
    private const int SecretLength = 32; // 190 random bits
    private const int ChecksumLength = 6;

    /// <summary>A key that nobody has.</summary>
    public static string Generate()
    {
        var open = $"cmk_{RandomNumberGenerator.GetString(Alphabet, PrefixLength)}_{RandomNumberGenerator.GetString(Alphabet, SecretLength)}";
        return open + Checksum(open);
    }

    /// <summary>Whether this can be a key at all.</summary>
    public static bool IsWellFormed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Shape().IsMatch(text) && text.AsSpan(text.Length - ChecksumLength).SequenceEqual(Checksum(text[..^ChecksumLength]));
    }

    /// <summary>The part that may be shown and stored.</summary>
    public static string PrefixOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Substring("cmk_".Length, PrefixLength);
    }

    /// <summary>What is stored instead of the key: with so many random bits a quick hash cannot be guessed backwards.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    private static string Checksum(string open)
    {
        var number = BitConverter.ToUInt32(SHA256.HashData(Encoding.ASCII.GetBytes(open)));
        return string.Create(ChecksumLength, number, static (text, rest) =>
        {
            for (var i = text.Length - 1; i >= 0; i--, rest /= (uint)Alphabet.Length)
                text[i] = Alphabet[(int)(rest % (uint)Alphabet.Length)];
        });
    }

    [GeneratedRegex(@"\Acmk_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}\z")]
    private static partial Regex Shape();
}
