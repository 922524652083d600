using System.Security.Cryptography;
using System.Text;
using Commerce.Privacy;
using Microsoft.AspNetCore.DataProtection;

namespace Commerce.AdminUi;

/// <summary>
/// Protects cookies and forms under the installation's master key instead of a ring of stored keys: every replica reads what another one
/// wrote, a restart signs nobody out, and there is no key file to lose.
/// </summary>
internal sealed class SealedProtection : IDataProtector
{
    private readonly MasterKeys _keys;
    private readonly string _purpose;
    private readonly Sealer _sealer;
    private readonly byte[] _belongsTo;

    private SealedProtection(MasterKeys keys, string purpose)
    {
        (_keys, _purpose) = (keys, purpose);
        _sealer = keys.For(purpose);
        _belongsTo = Encoding.UTF8.GetBytes(purpose);
    }

    public static SealedProtection From(IConfiguration configuration, IHostEnvironment environment) =>
        new(MasterKeys.From(configuration, environment), "admin-ui");

    public IDataProtector CreateProtector(string purpose) => new SealedProtection(_keys, $"{_purpose}/{purpose.Length}:{purpose}");

    public byte[] Protect(byte[] plaintext) => _sealer.Seal(plaintext, _belongsTo);

    /// <exception cref="CryptographicException">It was changed, or is for another purpose.</exception>
    public byte[] Unprotect(byte[] protectedData) => _sealer.Open(protectedData, _belongsTo);
}
