namespace Commerce.Identity;

/// <summary>
/// The issuer's keys through time. Each signs until its successor becomes active. A successor is published a day before it signs,
/// so that no service meets a token whose key it has not seen, and a predecessor until the last of its tokens has expired.
/// </summary>
internal sealed class SigningKeySet
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    public static readonly TimeSpan Notice = TimeSpan.FromDays(1);
    public static readonly TimeSpan Overlap = AccessTokens.Lifetime + TimeSpan.FromMinutes(45);

    private readonly SigningKey[] _keys;

    public SigningKeySet(IEnumerable<SigningKey> keys) =>
        _keys = [.. keys.OrderBy(k => k.ActivatesAt).ThenBy(k => k.Kid, StringComparer.Ordinal)];

    /// <summary>The key that signs now, if there is one.</summary>
    public SigningKey? Active(DateTimeOffset now) => Array.FindLast(_keys, k => k.ActivatesAt <= now);

    /// <summary>The keys whose tokens are good now, or will be soon.</summary>
    public IEnumerable<SigningKey> Published(DateTimeOffset now) =>
        _keys.Where((_, i) => i == _keys.Length - 1 || _keys[i + 1].ActivatesAt + Overlap > now);

    /// <summary>When the key that is due has to become active, or null when none is due.</summary>
    public DateTimeOffset? SuccessorDue(DateTimeOffset now) => _keys.LastOrDefault() switch
    {
        null => now,
        var newest when newest.ActivatesAt + Lifetime - Notice <= now => now + Notice,
        _ => null,
    };
}
