using System.Net;
using System.Security.Cryptography;
using System.Text;
using Commerce.Data;
using Commerce.Kernel;
using Commerce.Privacy;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>How many codes are sent. Text messages cost money, and mailboxes are not ours to fill.</summary>
internal sealed class CodeLimitOptions
{
    /// <summary>Between two codes of one kind for one account.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For one account, of each kind, within <see cref="Window"/>.</summary>
    public int PerAccount { get; set; } = 5;

    /// <summary>For one account, of each kind, within a day.</summary>
    public int PerAccountAndDay { get; set; } = 20;

    /// <summary>Asked for by one network address for any accounts, within <see cref="Window"/>.</summary>
    public int PerAddress { get; set; } = 30;

    /// <summary>To one telephone number within a day, whoever asks.</summary>
    public int PerNumberAndDay { get; set; } = 10;

    /// <summary>Text messages within a day, all in all: what somebody who makes money with them can cost at most.</summary>
    public int TextMessagesPerDay { get; set; } = 5_000;

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(15);
}

/// <summary>Counts codes that are sent, in one statement: either the code counts everywhere, or it is refused and counts nowhere.</summary>
internal sealed class CodeLimits(MasterKeys keys, TimeProvider clock, IOptions<CodeLimitOptions> options)
{
    private const string Take = """
        INSERT INTO login_tries AS t (key, tries, expires_at)
        SELECT key, 1, $1 + lasts FROM unnest($2, $3) AS counted (key, lasts) ORDER BY key
        ON CONFLICT (key) DO UPDATE SET
            tries = CASE WHEN t.expires_at <= $1 THEN 1 ELSE t.tries + 1 END,
            expires_at = CASE WHEN t.expires_at <= $1 THEN excluded.expires_at ELSE t.expires_at END
        RETURNING key, tries, expires_at
        """;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Short and guessable things are counted here, such as telephone numbers: who reads the table learns none.
    private readonly byte[] _key = keys.HashKeyFor("identity/code-limits");

    /// <summary>How long nobody needs to ask for another code.</summary>
    public TimeSpan Pause => options.Value.Pause;

    /// <summary>Counts one code within the session's transaction; a refusal leaves nothing of the session.</summary>
    public async Task<Error?> TakeAsync(Session session, Guid userId, string method, string target, IPAddress? address, CancellationToken ct)
    {
        var (rules, now) = (options.Value, clock.GetUtcNow());
        List<(byte[] Key, int Limit, TimeSpan Lasts)> counts =
        [
            (Key($"pause|{method}|{userId}"), 1, rules.Pause),
            (Key($"account|{method}|{userId}"), rules.PerAccount, rules.Window),
            (Key($"day|{method}|{userId}"), rules.PerAccountAndDay, Day),
            (Key($"address|{LoginTry.Network(address)}"), rules.PerAddress, rules.Window),
        ];
        if (method == FactorMethods.Sms)
            counts.AddRange([(Key($"number|{target}"), rules.PerNumberAndDay, Day), (Key("text-messages"), rules.TextMessagesPerDay, Day)]);

        await session.BeginAsync(ct);
        var counted = await session.QueryAsync(
            Take,
            row => (Key: row.GetFieldValue<byte[]>(0), Tries: row.GetInt32(1), Until: row.GetFieldValue<DateTimeOffset>(2)),
            ct,
            now,
            counts.Select(c => c.Key).ToArray(),
            counts.Select(c => c.Lasts).ToArray());
        var over = counted.Where(c => c.Tries > counts.First(l => l.Key.AsSpan().SequenceEqual(c.Key)).Limit).Select(c => c.Until).DefaultIfEmpty().Max();
        if (over == default)
            return null;
        await session.DisposeAsync();
        return SecondFactorErrors.TooManyCodes(over - now);
    }

    private byte[] Key(string what) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(what));
}
