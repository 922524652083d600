using System.Net;
using System.Security.Cryptography;
using System.Text;
using Commerce.Data;
using Commerce.Kernel;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>How many failed tries are tolerated.</summary>
internal sealed class LoginTriesOptions
{
    /// <summary>For one account from one network address, within <see cref="Window"/>.</summary>
    public int PerAccountAndAddress { get; set; } = 5;

    /// <summary>For one account since its last login, from anywhere; then it is locked for <see cref="Window"/>.</summary>
    public int PerAccount { get; set; } = 10;

    /// <summary>From one network address for any accounts, within <see cref="Window"/>.</summary>
    public int PerAddress { get; set; } = 100;

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(15);
}

/// <summary>
/// Counts tries to log in. A try is counted before its password is looked at and given back when it was right, so that any number
/// of guesses at the same moment cannot outrun the count. It counts alike whether the account exists or not.
/// </summary>
internal sealed class LoginTries(TimeProvider clock, IOptions<LoginTriesOptions> options)
{
    private const string Take = """
        INSERT INTO login_tries AS t (key, tries, expires_at)
        SELECT key, 1, $1 + lasts FROM unnest($2, $3) AS counted (key, lasts) ORDER BY key
        ON CONFLICT (key) DO UPDATE SET
            tries = CASE WHEN t.expires_at <= $1 THEN 1 ELSE t.tries + 1 END,
            expires_at = CASE WHEN t.expires_at <= $1 THEN excluded.expires_at ELSE t.expires_at END
        RETURNING key, tries, expires_at
        """;

    // The try that reaches the limit starts the wait, however long ago the first one was.
    private const string Lock = "UPDATE login_tries SET expires_at = $2 WHERE key = $1";
    private const string InOrder = "SELECT 1 FROM login_tries WHERE key = ANY($1) ORDER BY key FOR UPDATE";
    private const string Forget = "DELETE FROM login_tries WHERE key = ANY($1)";
    private const string GiveBack = "UPDATE login_tries SET tries = greatest(tries - 1, 0) WHERE key = $1";

    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    /// <summary>Counts a try and commits the count, or refuses because there were too many; a refused try is not counted.</summary>
    public async Task<Result<LoginTry>> TakeAsync(Session session, string account, IPAddress? address, CancellationToken ct)
    {
        var rules = options.Value;
        var now = clock.GetUtcNow();
        var tried = LoginTry.Of(account, address);
        (byte[] Key, int Limit, TimeSpan Lasts)[] counts =
        [
            (tried.Account, rules.PerAccount, Memory),
            (tried.AccountAndAddress, rules.PerAccountAndAddress, rules.Window),
            (tried.Address, rules.PerAddress, rules.Window),
        ];

        await session.BeginAsync(ct);
        var counted = await session.QueryAsync(
            Take,
            row => (Key: row.GetFieldValue<byte[]>(0), Tries: row.GetInt32(1), Until: row.GetFieldValue<DateTimeOffset>(2)),
            ct,
            now,
            counts.Select(c => c.Key).ToArray(),
            counts.Select(c => c.Lasts).ToArray());
        var over = counted.Where(c => c.Tries > LimitOf(c.Key)).Select(c => c.Until).DefaultIfEmpty().Max();
        if (over != default)
        {
            await session.DisposeAsync();
            return AccountErrors.TooManyTries(over - now);
        }

        foreach (var (key, tries, _) in counted)
            if (tries == LimitOf(key))
                session.Write(Lock, key, now + rules.Window);
        await session.CommitAsync(ct);
        return tried with { IsLastOfAccount = counted.Any(c => c.Key.AsSpan().SequenceEqual(tried.Account) && c.Tries == rules.PerAccount) };

        int LimitOf(byte[] key) => counts.First(c => c.Key.AsSpan().SequenceEqual(key)).Limit;
    }

    /// <summary>Queues a write without effect, where its time would tell.</summary>
    public static void Untouched(Session session) => session.Write(Forget, (object)Array.Empty<byte[]>());

    /// <summary>Queues that the account's failures are forgotten, wherever they came from.</summary>
    public static void Unlock(Session session, string account) => session.Write(Forget, (object)new[] { LoginTry.Of(account, null).Account });

    /// <summary>Queues that the password was right: the account's failures are forgotten, its address gets this one try back.</summary>
    public static void Succeeded(Session session, LoginTry tried)
    {
        // In one order with Take, or two replicas could wait for each other.
        session.Write(InOrder, (object)new[] { tried.Account, tried.AccountAndAddress, tried.Address });
        session.Write(Forget, (object)new[] { tried.Account, tried.AccountAndAddress });
        session.Write(GiveBack, tried.Address);
    }
}

/// <summary>One try to log in, by the hashes that it is counted under.</summary>
internal sealed record LoginTry(byte[] Account, byte[] AccountAndAddress, byte[] Address)
{
    /// <summary>Should it fail, the account is locked for a while.</summary>
    public bool IsLastOfAccount { get; init; }

    public static LoginTry Of(string account, IPAddress? address) =>
        new(Hash($"account|{account}"), Hash($"pair|{account}|{Network(address)}"), Hash($"address|{Network(address)}"));

    /// <summary>Whom an address is counted as. One household or server has a whole IPv6 /64 to draw addresses from.</summary>
    public static string Network(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
