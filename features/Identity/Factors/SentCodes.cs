using System.Net;
using System.Security.Cryptography;
using System.Text;
using Commerce.Data;
using Commerce.Kernel;
using Commerce.Privacy;

namespace Commerce.Identity;

/// <summary>A code is on its way.</summary>
/// <param name="SentTo">As much of the address or number as its owner needs to know it again.</param>
/// <param name="ExpiresIn">Seconds for which it is good.</param>
/// <param name="ResendAfter">Seconds until another one can be asked for.</param>
internal sealed record SentCode(string Method, string SentTo, int ExpiresIn, int ResendAfter)
{
    public static SentCode Example { get; } = new(FactorMethods.Sms, "+49 ••• 42", 600, 30);
}

/// <summary>
/// Codes by e-mail and text message: six digits, good for ten minutes, once, for five tries, and only for what they were asked for. Six
/// digits can be guessed, so their hashes are keyed, and the statement that looks at a code counts the try.
/// </summary>
internal sealed class SentCodes(MasterKeys keys, OutgoingMessages outgoing, CodeLimits limits, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    public const int MaxTries = 5;
    private const int Digits = 6;

    private const string Store = """
        INSERT INTO sent_codes (binding, user_id, method, hash, expires_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (binding) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at, tries = 0, used_at = NULL
        """;

    private const string Use = """
        UPDATE sent_codes SET tries = tries + 1, used_at = CASE WHEN hash = $2 THEN $3::timestamptz END
        WHERE binding = $1 AND user_id = $4 AND used_at IS NULL AND tries < $5 AND expires_at > $3
        RETURNING used_at IS NOT NULL
        """;

    private const string IsWaiting = "SELECT true FROM sent_codes WHERE binding = $1 AND used_at IS NULL AND expires_at > $2";

    private readonly byte[] _key = keys.HashKeyFor("identity/sent-codes");

    /// <summary>Queues a code in place of the one before it, or refuses because there were too many; then nothing is left of the session.</summary>
    public async Task<Result<SentCode>> SendAsync(
        Session session, Mailbox owner, string method, string target, Occasion occasion, IPAddress? address, CancellationToken ct)
    {
        if (await limits.TakeAsync(session, owner.UserId, method, target, address, ct) is { } refusal)
            return refusal;
        var code = RandomNumberGenerator.GetString("0123456789", Digits);
        var binding = occasion.BindingOf(method);
        session.Write(Store, binding, owner.UserId, method, Hash(binding, code), clock.GetUtcNow() + Lifetime);
        if (method == FactorMethods.Sms)
            outgoing.Text(session, owner.UserId, target, "code-sms", Lifetime, ("code", code));
        else
            outgoing.Mail(session, owner.UserId, target, "code", Lifetime, ("name", owner.Name), ("code", code));
        return new SentCode(method, Masked(method, target), (int)Lifetime.TotalSeconds, (int)limits.Pause.TotalSeconds);
    }

    /// <summary>Uses a code up within the session's transaction, or commits the try and refuses.</summary>
    public async Task<Error?> UseAsync(Session session, Guid userId, string method, Occasion occasion, string code, CancellationToken ct)
    {
        var binding = occasion.BindingOf(method);
        var given = code.Replace(" ", "", StringComparison.Ordinal);
        await session.BeginAsync(ct);
        var isRight = await session.QuerySingleAsync(
            Use, row => row.GetBoolean(0), ct, binding, Hash(binding, given), clock.GetUtcNow(), userId, MaxTries);
        if (isRight)
            return null;
        await session.CommitAsync(ct); // a try is a try
        return SecondFactorErrors.InvalidCode;
    }

    /// <summary>Whether a code was sent for this that can still be typed in.</summary>
    public Task<bool> IsWaitingAsync(Session session, string method, Occasion occasion, CancellationToken ct) =>
        session.QuerySingleAsync(IsWaiting, row => row.GetBoolean(0), ct, occasion.BindingOf(method), clock.GetUtcNow());

    /// <summary>Enough of an address or number for its owner, too little for anybody else.</summary>
    public static string Masked(string method, string target) => method == FactorMethods.Sms
        ? $"{target[..3]} ••• {target[^2..]}"
        : $"{target[0]}•••{target[target.IndexOf('@', StringComparison.Ordinal)..]}";

    private byte[] Hash(byte[] binding, string code) => HMACSHA256.HashData(_key, (byte[])[.. binding, .. Encoding.UTF8.GetBytes(code)]);
}
