using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Commerce.Privacy;

/// <summary>
/// The installation's master key, and those it had before. Nothing is sealed by them directly: each purpose has keys of its own (HKDF,
/// RFC 5869).
/// </summary>
public sealed class MasterKeys
{
    /// <summary>The setting that names the key in use.</summary>
    public const string Setting = "Security:MasterKey";

    /// <summary>The list of keys that were in use before, so that what they sealed can still be opened.</summary>
    public const string FormerSetting = "Security:FormerMasterKeys";

    private const int MinLength = 32;
    private const string ForDevelopment = "development only: this key protects nothing";

    private readonly string[] _keys;

    internal MasterKeys(params string[] keys) => _keys = keys;

    /// <exception cref="InvalidOperationException">There is no key, or one is too short. Only development does without.</exception>
    public static MasterKeys From(IConfiguration configuration, IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var current = configuration[Setting];
        if (string.IsNullOrEmpty(current))
        {
            return environment.IsDevelopment()
                ? new(ForDevelopment)
                : throw new InvalidOperationException($"{Setting} is missing: {MinLength} or more random characters that protect personal data.");
        }

        string[] keys = [current, .. configuration.GetSection(FormerSetting).Get<string[]>() ?? []];
        return Array.TrueForAll(keys, k => k.Length >= MinLength)
            ? new(keys)
            : throw new InvalidOperationException($"{Setting} or one of {FormerSetting} is too short: each takes {MinLength} or more random characters.");
    }

    /// <summary>Whether something may still be sealed by a key that is no longer in use.</summary>
    public bool HasFormer => _keys.Length > 1;

    /// <summary>What seals for a purpose.</summary>
    /// <param name="purpose">Such as <c>ordering/addresses</c>. Whoever has the key of one purpose can open nothing of another.</param>
    public Sealer For(string purpose) => new(
        Array.ConvertAll(_keys, key => (Derive(key, "key-id", 4), Derive(key, purpose, 32))));

    /// <summary>A key for hashes that nobody else shall be able to make, such as of short codes. It changes with the master key.</summary>
    public byte[] HashKeyFor(string purpose) => Derive(_keys[0], purpose, 32);

    private static byte[] Derive(string key, string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), length, info: Encoding.UTF8.GetBytes($"commerce/{purpose}"));
}
