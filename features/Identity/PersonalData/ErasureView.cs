using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Commerce.Data;
using Npgsql;

namespace Commerce.Identity;

/// <summary>An account that is to be, or was, erased.</summary>
/// <param name="Status"><c>waiting</c> while it can be withdrawn, <c>erasing</c> until every context has forgotten, then <c>completed</c>.</param>
/// <param name="DueAt">Until when it can be withdrawn.</param>
internal sealed record ErasureView(Guid ErasureId, string Status, DateTimeOffset RequestedAt, DateTimeOffset DueAt, DateTimeOffset? CompletedAt)
{
    public const string Columns = "id, requested_at, due_at, erased_at, completed_at";

    public static ErasureView Example { get; } = new(
        Guid.Parse("019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4a"), "waiting", new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero),
        new(2026, 3, 17, 9, 26, 53, TimeSpan.Zero), null);

    public static Task<ErasureView?> OfAsync(Session session, Guid userId, CancellationToken ct) =>
        session.QuerySingleAsync($"SELECT {Columns} FROM account_erasures WHERE user_id = $1", Read, ct, userId);

    public static ErasureView Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        (row.IsDBNull(3), row.IsDBNull(4)) switch { (true, _) => "waiting", (_, true) => "erasing", _ => "completed" },
        row.GetFieldValue<DateTimeOffset>(1),
        row.GetFieldValue<DateTimeOffset>(2),
        row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4));
}

/// <summary>What somebody keeps who asked to be erased: with it they can see, without an account, that it was done. Only its hash is stored.</summary>
internal static class ErasureReceipt
{
    public static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string receipt) => SHA256.HashData(Encoding.UTF8.GetBytes(receipt));
}
