using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Commerce.AdminUi;

/// <summary>Who is signed in to the portal, on any replica. Stored sealed: who reads Redis reads no token.</summary>
internal sealed class StaffSessions(SessionVault vault, IDataProtectionProvider protection)
{
    /// <summary>Nobody leaves a desk for longer and expects to be signed in.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromHours(8);

    /// <summary>A session has ended in this process: its open pages go. The flag says that the person wanted it.</summary>
    public event Action<string, bool>? Ended;

    public Task KeepAsync(StaffSession session) =>
        vault.PutAsync(KeyOf(session.Id), ProtectorOf(session.Id).Protect(JsonSerializer.SerializeToUtf8Bytes(session)), IdleFor);

    public async Task<StaffSession?> FindAsync(string id)
    {
        if (await vault.FindAsync(KeyOf(id)) is not { } stored)
            return null;
        try
        {
            return JsonSerializer.Deserialize<StaffSession>(ProtectorOf(id).Unprotect(stored));
        }
        catch (CryptographicException)
        {
            return null; // sealed under a master key that is gone: as good as not there
        }
    }

    public async Task EndAsync(string id, bool byThePerson = false)
    {
        await vault.RemoveAsync(KeyOf(id));
        Ended?.Invoke(id, byThePerson);
    }

    /// <summary>What whoever refreshes this session's tokens has to hold.</summary>
    public static string TurnOf(string id) => KeyOf(id) + ":turn";

    // The id opens a session, so it is not stored either.
    private static string KeyOf(string id) => "portal:session:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(id)));

    private IDataProtector ProtectorOf(string id) => protection.CreateProtector("session").CreateProtector(KeyOf(id));
}
