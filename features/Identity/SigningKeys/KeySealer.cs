using System.Security.Cryptography;
using System.Text;
using Commerce.Privacy;

namespace Commerce.Identity;

/// <summary>Encrypts secrets under the installation's master key, each bound to its own name (AES-256-GCM).</summary>
internal sealed class KeySealer
{
    public const string Setting = MasterKeys.Setting;

    private readonly Sealer _sealer;

    private KeySealer(Sealer sealer) => _sealer = sealer;

    /// <summary>The sealer of this installation; null when it has no master key, which only development accepts.</summary>
    /// <param name="purpose">What it seals: each purpose has a key of its own.</param>
    public static KeySealer? From(IConfiguration configuration, IHostEnvironment environment, string purpose = "signing-keys") =>
        string.IsNullOrEmpty(configuration[Setting]) && environment.IsDevelopment()
            ? null
            : new(MasterKeys.From(configuration, environment).For($"identity/{purpose}"));

    /// <summary>How every box begins that is sealed now.</summary>
    public byte[] CurrentMark => _sealer.CurrentMark;

    public byte[] Seal(byte[] secret, string name) => _sealer.Seal(secret, Encoding.UTF8.GetBytes(name));

    /// <exception cref="CryptographicException">It was sealed under a master key that is not configured, or somebody changed it.</exception>
    public byte[] Open(byte[] box, string name)
    {
        try
        {
            return _sealer.Open(box, Encoding.UTF8.GetBytes(name));
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException($"{Setting} does not open {name}: neither it nor a former one is the key that sealed it.", e);
        }
    }
}
