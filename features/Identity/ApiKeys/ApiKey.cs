using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Identity;

/// <summary>What an application calls with. It can do what its scopes say and its issuer still may.</summary>
internal sealed record ApiKey(
    Guid Id,
    string Prefix,
    string Name,
    IReadOnlyList<string> Scopes,
    int PermitsPerMinute,
    Guid IssuedBy,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    Guid? ReplacedBy,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt)
{
    public const int MaxNameLength = 100;
    public const int MaxDays = 366;
    public const int MaxPermits = 100_000;
    public const int MaxOverlapHours = 7 * 24;

    private const string Columns =
        "id, prefix, name, scopes, permits_per_minute, issued_by, issued_at, expires_at, replaced_by, revoked_at, last_used_at";

    private const string Insert = """
        INSERT INTO api_keys (id, prefix, hash, name, scopes, permits_per_minute, issued_by, issued_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    public static ApiKey Example { get; } = new(
        Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a31"), "7Qd2mXbA", "Warehouse scanner", ["inventory:read", "inventory:write"], 600,
        Profile.Example.Id, new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), new(2026, 8, 28, 9, 30, 0, TimeSpan.Zero), null, null, null);

    /// <summary>Queues a new key; its text is known here and now, and never again.</summary>
    public static (ApiKey Key, string Text) Issue(
        Session session, string name, IReadOnlyList<string> scopes, int permitsPerMinute, Guid issuer, TimeSpan lifetime, TimeProvider clock)
    {
        var (text, now) = (ApiKeyText.Generate(), clock.GetUtcNow());
        var key = new ApiKey(
            clock.NewId(), ApiKeyText.PrefixOf(text), name, scopes, permitsPerMinute, issuer, now, now + lifetime, null, null, null);
        session.Write(
            Insert, key.Id, key.Prefix, ApiKeyText.HashOf(text), name, scopes.ToArray(), permitsPerMinute, issuer, now, key.ExpiresAt);
        return (key, text);
    }

    public static Task<ApiKey?> FindAsync(Session session, Guid id, CancellationToken ct) =>
        session.QuerySingleAsync($"SELECT {Columns} FROM api_keys WHERE id = $1", Read, ct, id);

    /// <summary>The newest first.</summary>
    public static Task<List<ApiKey>> ListAsync(Session session, Guid? before, int count, CancellationToken ct) => session.QueryAsync(
        $"SELECT {Columns} FROM api_keys WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2", Read, ct, before, count);

    private static ApiKey Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.GetFieldValue<string[]>(3),
        row.GetInt32(4),
        row.GetGuid(5),
        row.GetFieldValue<DateTimeOffset>(6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.IsDBNull(8) ? null : row.GetGuid(8),
        row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
        row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10));
}

/// <summary>A key at the one moment when its text is known.</summary>
/// <param name="Text">Keep it like a password: it is shown this once.</param>
internal sealed record IssuedApiKey(string Text, ApiKey Key)
{
    public static IssuedApiKey Example { get; } = new("cmk_7Qd2mXbA_…", ApiKey.Example);
}
