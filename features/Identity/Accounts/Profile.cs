using Commerce.Data;
using Npgsql;

namespace Commerce.Identity;

/// <summary>What a person can see and change about their own account.</summary>
internal sealed record Profile(
    Guid Id,
    string Email,
    bool EmailConfirmed,
    string DisplayName,
    string Language,
    string? Currency,
    string? TimeZone,
    DateTimeOffset RegisteredAt,
    IReadOnlyList<string> Roles)
{
    /// <summary>The member of staff who sees this as its owner would; null when it is the owner.</summary>
    public Guid? ImpersonatedBy { get; init; }

    private const string Columns = """
        u.id, u.email, u.email_confirmed, u.display_name, u.language, u.currency, u.time_zone, u.registered_at,
        ARRAY(SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id ORDER BY r.name), u.version
        """;

    public static Task<Versioned?> FindAsync(Session session, Guid userId, CancellationToken ct) =>
        session.QuerySingleAsync($"SELECT {Columns} FROM users u WHERE u.id = $1", Read, ct, userId);

    /// <summary>Changes it if it still has this version, within the session's transaction.</summary>
    public static async Task<Versioned?> ChangeAsync(
        Session session, Guid userId, long version, string displayName, string language, string? currency, string? timeZone,
        CancellationToken ct)
    {
        await session.BeginAsync(ct);
        return await session.QuerySingleAsync(
            $"UPDATE users u SET display_name = $3, language = $4, currency = $5, time_zone = $6, version = version + 1 WHERE u.id = $1 AND u.version = $2 RETURNING {Columns}",
            Read,
            ct,
            userId,
            version,
            displayName,
            language,
            currency,
            timeZone);
    }

    public static Profile Example { get; } = new(
        Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a11"), "ada@example.org", false, "Ada Lovelace", "en", "EUR", "Europe/London", new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), ["customer"]);

    private static Versioned Read(NpgsqlDataReader row) => new(
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetBoolean(2),
            row.GetString(3),
            row.GetString(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.GetFieldValue<DateTimeOffset>(7),
            row.GetFieldValue<string[]>(8)),
        row.GetInt64(9));

    /// <summary>The profile and the version that an edit is based on.</summary>
    public sealed record Versioned(Profile Profile, long Version);
}
