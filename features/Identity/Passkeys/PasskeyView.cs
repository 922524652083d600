using Commerce.Data;
using Npgsql;

namespace Commerce.Identity;

/// <summary>A passkey as its owner sees it.</summary>
/// <param name="Synced">Its provider keeps a copy, so it survives the loss of the device.</param>
internal sealed record PasskeyView(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool Synced)
{
    private const string Columns = "id, name, created_at, last_used_at, backed_up";

    public static PasskeyView Example { get; } = new(
        Guid.Parse("01963f2a-7c1e-7a55-8d2b-3f6c1d0e9a14"), "My phone", new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), new(2026, 3, 2, 18, 5, 0, TimeSpan.Zero), true);

    public static Task<List<PasskeyView>> ListAsync(Session session, Guid userId, CancellationToken ct) =>
        session.QueryAsync($"SELECT {Columns} FROM passkeys WHERE user_id = $1 ORDER BY id", Read, ct, userId);

    /// <summary>Calls it something else, within the session's transaction.</summary>
    public static async Task<PasskeyView?> RenameAsync(Session session, Guid id, Guid userId, string name, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        return await session.QuerySingleAsync(
            $"UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2 RETURNING {Columns}", Read, ct, id, userId, name);
    }

    private static PasskeyView Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetFieldValue<DateTimeOffset>(2),
        row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
        row.GetBoolean(4));
}
