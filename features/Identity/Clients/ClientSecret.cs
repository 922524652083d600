using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Identity;

/// <summary>Secrets of clients: long and random, so a quick hash protects them; nobody can guess through it.</summary>
internal static class ClientSecret
{
    public const int MinLength = 32;
    public const int MaxLength = 200;

    public static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public static bool Matches(byte[] hash, string presented) => CryptographicOperations.FixedTimeEquals(hash, Hash(presented));
}
