using System.Security.Cryptography;
using System.Text;
using Commerce.Data;

namespace Commerce.Identity;

/// <summary>Ten codes on paper for the day on which the device is lost, each good once. New ones replace the old.</summary>
internal sealed class RecoveryCodes(TimeProvider clock)
{
    public const int Count = 10;
    private const int Length = 24;
    private const int Group = 6;

    // Base 32 without letters that look like digits: 24 of them are 120 bits.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz023456789";

    private const string Forget = "DELETE FROM recovery_codes WHERE user_id = $1";
    private const string Insert = "INSERT INTO recovery_codes (user_id, hash, created_at) SELECT $1, hash, $3 FROM unnest($2) AS hash";
    private const string ForgetLeftOver = """
        DELETE FROM recovery_codes WHERE user_id = $1
        AND NOT EXISTS (SELECT 1 FROM second_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM passkeys WHERE user_id = $1)
        """;

    private const string UseUp = "UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND hash = $2 AND used_at IS NULL";

    /// <summary>How many are left.</summary>
    public static Task<long> CountAsync(Session session, Guid userId, CancellationToken ct) =>
        session.QuerySingleAsync("SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL", row => row.GetInt64(0), ct, userId);

    /// <summary>Queues new codes in place of all that there were.</summary>
    public string[] Renew(Session session, Guid userId)
    {
        var codes = Enumerable.Range(0, Count).Select(_ => Generate()).ToArray();
        session.Write(Forget, userId);
        session.Write(Insert, userId, codes.Select(Hash).ToArray(), clock.GetUtcNow());
        return codes;
    }

    /// <summary>Queues the use of a code; the commit fails if it is not one of this account's, or not any more.</summary>
    public void Use(Session session, Guid userId, string code) =>
        session.WriteOne(SecondFactorErrors.InvalidCode, UseUp, userId, Hash(code), clock.GetUtcNow());

    /// <summary>Queues that they go when there is nothing left that they could stand in for.</summary>
    public static void LeaveWithLastFactor(Session session, Guid userId) => session.Write(ForgetLeftOver, userId);

    private static string Generate() =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(Group).Select(piece => new string(piece)));

    private static byte[] Hash(string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(new string([.. code.ToLowerInvariant().Where(c => c is not ('-' or ' '))])));
}
