using System.Text;
using System.Text.Json;
using Commerce.Data;

namespace Commerce.Identity;

/// <summary>What a device is asked for, and who alone may answer; a sign-in is open to whoever holds the ceremony.</summary>
internal sealed record PasskeyPurpose
{
    private PasskeyPurpose(string name, Guid? userId = null, byte[]? boundTo = null) => (Name, UserId, BoundTo) = (name, userId, boundTo);

    public static PasskeyPurpose SignIn { get; } = new("sign-in");

    public string Name { get; }

    public Guid? UserId { get; }

    public byte[]? BoundTo { get; }

    public static PasskeyPurpose Enrol(Guid userId, Guid sessionId) => new("enrol", userId, sessionId.ToByteArray());

    public static PasskeyPurpose StepUp(Guid userId, Guid sessionId) => new("step-up", userId, sessionId.ToByteArray());

    public static PasskeyPurpose SecondFactor(Guid userId, OpaqueToken challenge) => new("second-factor", userId, challenge.Hash);
}

/// <summary>What a client hands to the device, and how it finds back here.</summary>
/// <param name="Ceremony">Hand it back with what the device answers.</param>
/// <param name="Options">For <c>navigator.credentials</c>, in WebAuthn's own JSON.</param>
/// <param name="ExpiresIn">Seconds for which the answer is awaited.</param>
internal sealed record PasskeyOffer(string Ceremony, JsonElement Options, int ExpiresIn)
{
    public static PasskeyOffer Example { get; } = new(
        "Yk0s…", JsonElement.Parse("""{"challenge":"7Zp0…","rpId":"shop.example","timeout":180000,"allowCredentials":[],"userVerification":"required"}"""), 300);

    public static PasskeyOffer EnrolmentExample { get; } = new(
        "Yk0s…",
        JsonElement.Parse("""
            {"rp":{"id":"shop.example","name":"shop.example"},"user":{"id":"MDE5…","name":"ada@example.org","displayName":"Ada Lovelace"},"challenge":"7Zp0…",
            "pubKeyCredParams":[{"type":"public-key","alg":-7}],"authenticatorSelection":{"residentKey":"required","userVerification":"required"}}
            """),
        300);
}

/// <summary>
/// Remembers what a device was asked for, for five minutes. One statement finds it, for one purpose and whoever it is bound to, and uses
/// it up, so that nothing that a device signs is good twice or elsewhere.
/// </summary>
internal sealed class PasskeyCeremonies(AccountSecrets secrets, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Insert = "INSERT INTO passkey_ceremonies (hash, purpose, user_id, bound_to, state, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";

    private const string Use = """
        DELETE FROM passkey_ceremonies
        WHERE hash = $1 AND purpose = $2 AND user_id IS NOT DISTINCT FROM $3::uuid AND bound_to IS NOT DISTINCT FROM $4::bytea AND expires_at > $5
        RETURNING state
        """;

    /// <summary>Remembers it, and commits.</summary>
    public async Task<PasskeyOffer> BeginAsync(Session session, PasskeyPurpose purpose, string options, string state, CancellationToken ct)
    {
        var token = OpaqueToken.Generate();
        session.Write(
            Insert, token.Hash, purpose.Name, purpose.UserId, purpose.BoundTo, secrets.Seal(Encoding.UTF8.GetBytes(state), NameOf(token)), clock.GetUtcNow() + Lifetime);
        await session.CommitAsync(ct);
        return new(token.Text, JsonElement.Parse(options), (int)Lifetime.TotalSeconds);
    }

    /// <summary>Uses it up, whatever becomes of it, and commits; null when nobody awaits this answer.</summary>
    public async Task<string?> UseAsync(Session session, PasskeyPurpose purpose, string ceremony, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(ceremony, out var token))
            return null;
        await session.BeginAsync(ct);
        var state = await session.QuerySingleAsync(
            Use, row => row.GetFieldValue<byte[]>(0), ct, token.Hash, purpose.Name, purpose.UserId, purpose.BoundTo, clock.GetUtcNow());
        await session.CommitAsync(ct);
        return state is not null && secrets.Open(state, NameOf(token)) is { } opened ? Encoding.UTF8.GetString(opened) : null;
    }

    private static string NameOf(OpaqueToken token) => $"passkey ceremony {Convert.ToHexString(token.Hash)}";
}
