using System.Security.Cryptography;

namespace Commerce.Identity;

/// <summary>Seals what accounts keep secret from whoever reads the database. Without a master key, in development only, it lies in the clear.</summary>
internal sealed class AccountSecrets(IConfiguration configuration, IHostEnvironment environment)
{
    private const byte Clear = 0;
    private const byte Sealed = 1;

    private readonly KeySealer? _sealer = KeySealer.From(configuration, environment, "account-secrets");

    /// <summary>How everything begins that is sealed now; null where nothing is.</summary>
    public byte[]? CurrentMark => _sealer is null ? null : [Sealed, .. _sealer.CurrentMark];

    /// <param name="name">What the secret belongs to; it opens under no other name.</param>
    public byte[] Seal(byte[] secret, string name) => _sealer is null ? [Clear, .. secret] : [Sealed, .. _sealer.Seal(secret, name)];

    /// <summary>The secret; null when it lies in the clear where secrets are sealed, so nobody can vouch for it.</summary>
    /// <exception cref="CryptographicException">It was sealed under another master key or name, or somebody changed it.</exception>
    public byte[]? Open(byte[] stored, string name) => (stored[0], _sealer) switch
    {
        (Clear, null) => stored[1..],
        (Clear, not null) => null,
        (_, { } sealer) => sealer.Open(stored[1..], name),
        _ => throw new CryptographicException($"{KeySealer.Setting} is missing, and {name} is sealed with it."),
    };
}
