using System.Security.Cryptography;
using System.Text;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Authenticator apps: the secret that the app and the account share, and the codes that prove it. A code is good once.</summary>
internal sealed class Authenticators(AccountSecrets secrets, TimeProvider clock)
{
    private const int SecretBytes = 20;

    // A phone's clock may be off by one step.
    private const int Tolerance = 1;

    private const string Begin = """
        INSERT INTO second_factors AS f (id, user_id, method, secret, created_at) VALUES ($1, $2, 'totp', $3, $4)
        ON CONFLICT (user_id, method) DO UPDATE SET id = excluded.id, secret = excluded.secret, created_at = excluded.created_at, last_step = 0
        WHERE f.confirmed_at IS NULL
        """;

    private const string Find = "SELECT secret, confirmed_at IS NOT NULL FROM second_factors WHERE user_id = $1 AND method = 'totp'";

    private const string Use = """
        UPDATE second_factors SET last_step = $2, last_used_at = $3 WHERE user_id = $1 AND method = 'totp' AND confirmed_at IS NOT NULL AND last_step < $2
        """;

    private const string Confirm = """
        UPDATE second_factors SET last_step = $2, last_used_at = $3, confirmed_at = $3 WHERE user_id = $1 AND method = 'totp' AND confirmed_at IS NULL
        """;

    /// <summary>A secret for an app that is being set up; it counts once <see cref="ConfirmAsync"/> has seen a code of it.</summary>
    public byte[] Enrol(Session session, Guid userId) => Enrol(session, userId, NewSecret());

    public byte[] Enrol(Session session, Guid userId, byte[] secret)
    {
        session.WriteOne(SecondFactorErrors.AlreadyEnrolled, Begin, clock.NewId(), userId, secrets.Seal(secret, NameOf(userId)), clock.GetUtcNow());
        return secret;
    }

    /// <summary>A secret that is not an account's yet.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>Whether an app with this secret shows this code now.</summary>
    public bool Accepts(byte[] secret, string code) => StepOf(secret, code) is not null;

    /// <summary>Queues an app that counts at once, or says why not.</summary>
    /// <param name="code">What it shows for this secret.</param>
    public async Task<Error?> AddAsync(Session session, Guid userId, byte[] secret, string code, CancellationToken ct)
    {
        Enrol(session, userId, secret);
        await session.FlushAsync(ct);
        return await ConfirmAsync(session, userId, code, ct);
    }

    /// <summary>Queues that the factor counts from now on, or says why not.</summary>
    public Task<Error?> ConfirmAsync(Session session, Guid userId, string code, CancellationToken ct) =>
        CheckAsync(session, userId, code, isConfirmed: false, SecondFactorErrors.NothingToConfirm, ct);

    /// <summary>Queues the use of a code, or says why it is not good.</summary>
    public Task<Error?> UseAsync(Session session, Guid userId, string code, CancellationToken ct) =>
        CheckAsync(session, userId, code, isConfirmed: true, SecondFactorErrors.InvalidCode, ct);

    private async Task<Error?> CheckAsync(Session session, Guid userId, string code, bool isConfirmed, Error otherwise, CancellationToken ct)
    {
        var stored = await session.QuerySingleAsync(Find, row => new Stored(row.GetFieldValue<byte[]>(0), row.GetBoolean(1)), ct, userId);
        if (stored is null || stored.IsConfirmed != isConfirmed)
            return otherwise;
        if (secrets.Open(stored.Secret, NameOf(userId)) is not { } secret || StepOf(secret, code) is not { } step)
            return SecondFactorErrors.InvalidCode;
        session.WriteOne(
            isConfirmed ? SecondFactorErrors.CodeUsed : SecondFactorErrors.NothingToConfirm,
            isConfirmed ? Use : Confirm,
            userId,
            step,
            clock.GetUtcNow());
        return null;
    }

    private long? StepOf(byte[] secret, string code)
    {
        var given = Encoding.UTF8.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        var now = TimeBasedCode.StepAt(clock.GetUtcNow());
        long? found = null;
        for (var step = now - Tolerance; step <= now + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(TimeBasedCode.Of(secret, step))))
                found = step;
        }

        return found;
    }

    /// <summary>What an account's secret is sealed for.</summary>
    public static string NameOf(Guid userId) => $"totp of {userId}";

    private sealed record Stored(byte[] Secret, bool IsConfirmed);
}
