using System.Security.Cryptography;
using Commerce.Privacy;

namespace Commerce.Seeding;

/// <summary>Seals what is personal as Ordering does: addresses by the installation's key, what people wrote by a key of the person alone.</summary>
internal sealed class PersonalSeals(MasterKeys keys)
{
    private readonly Sealer _addresses = keys.For("ordering/addresses");
    private readonly Sealer _keys = keys.For("ordering/personal-keys");
    private readonly Dictionary<Guid, byte[]> _known = [];

    public byte[] SealedBy => _keys.CurrentKey;

    public byte[] Address(Guid orderId, byte[] address) => _addresses.Seal(address, orderId.ToByteArray());

    /// <summary>The text as it is stored, and the person's sealed key if this is the first text of theirs.</summary>
    public (string Text, byte[]? NewKey) Note(Guid personId, string text)
    {
        var isNew = !_known.TryGetValue(personId, out var key);
        if (isNew)
            _known[personId] = key = RandomNumberGenerator.GetBytes(32);
        return (PersonalKeys.Close(personId, key!, text), isNew ? _keys.Seal(key, personId.ToByteArray()) : null);
    }
}
