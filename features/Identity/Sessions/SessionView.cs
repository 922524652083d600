using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Identity;

/// <summary>A session as its owner sees it.</summary>
/// <param name="ClientId">The application it was begun with.</param>
/// <param name="Name">What the owner calls it.</param>
/// <param name="Current">Whether this very call belongs to it.</param>
/// <param name="EndedWhy">Why it is over; absent while it goes on.</param>
internal sealed record SessionView(
    Guid Id,
    string ClientId,
    string Device,
    string? Name,
    string? Network,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt,
    bool Current,
    DateTimeOffset? EndedAt,
    string? EndedWhy)
{
    private const string Listing = "sessions";

    private const string Columns = "id, client_id, device, name, network, created_at, last_used_at, expires_at, revoked_at, revoked_why";

    private const string Select = $"""
        SELECT {Columns} FROM sessions WHERE user_id = $1 AND expires_at > $2 AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4
        """;

    public static SessionView Example { get; } = new(
        Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a12"), "commerce-shop", "Firefox on Android", "My phone", "198.51.100.0/24",
        new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), new(2026, 3, 2, 18, 5, 0, TimeSpan.Zero), new(2026, 3, 31, 9, 30, 0, TimeSpan.Zero), true, null, null);

    /// <summary>The session that the caller's token was issued in.</summary>
    public static Guid? CurrentOf(ClaimsPrincipal user) => Guid.TryParse(user.FindFirst("sid")?.Value, out var id) ? id : null;

    /// <summary>Somebody's sessions of the last thirty days, newest first, those that are over among them.</summary>
    public static async Task<Result<Page<SessionView>>> ListAsync(
        Session session, Guid userId, Guid? current, string? cursor, int? limit, DateTimeOffset now, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit);
        if (asked.Error is { } refusal)
            return refusal;
        var rows = await session.QueryAsync(
            Select, row => Read(row, current), ct, userId, now, asked.Value.After?.Id(0), asked.Value.Rows);
        return asked.Value.PageOf(rows, last => [last.Id]);
    }

    /// <summary>Calls a session of this person something else; within the session's transaction.</summary>
    public static async Task<SessionView?> RenameAsync(
        Session session, Guid id, Guid userId, string name, Guid? current, DateTimeOffset now, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        return await session.QuerySingleAsync(
            $"UPDATE sessions SET name = $3 WHERE id = $1 AND user_id = $2 AND expires_at > $4 AND revoked_at IS NULL RETURNING {Columns}",
            row => Read(row, current), ct, id, userId, name, now);
    }

    private static SessionView Read(NpgsqlDataReader row, Guid? current) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.GetFieldValue<DateTimeOffset>(5),
        row.GetFieldValue<DateTimeOffset>(6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.GetGuid(0) == current,
        row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
        row.IsDBNull(9) ? null : row.GetString(9));
}
