using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>The addresses of one account. Changes take turns on the account's row, so that the limit and the one default hold.</summary>
internal static class AddressBook
{
    private const string TakeTurn = "SELECT 1 FROM users WHERE id = $1 FOR UPDATE";
    private const string TakeDefault = "UPDATE addresses SET is_default = false, version = version + 1 WHERE user_id = $1 AND kind = $2 AND is_default AND id <> $3";

    private const string Insert = """
        INSERT INTO addresses (user_id, id, kind, is_default, name, line1, line2, postal_code, city, region, country)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE (SELECT count(*) FROM addresses WHERE user_id = $1) < $12
        """;

    private const string Update = """
        UPDATE addresses SET kind = $3, is_default = $4, name = $5, line1 = $6, line2 = $7, postal_code = $8, city = $9, region = $10, country = $11,
               version = version + 1
        WHERE user_id = $1 AND id = $2 AND version = $12
        """;

    public static Error NotFound { get; } = new(404, "identity.address_not_found", "There is no such address.");

    private static Error Full { get; } = new(409, "identity.too_many_addresses", $"An account holds at most {Address.MaxPerAccount} addresses.");

    public static Task<List<Address>> ListAsync(Session session, Guid userId, CancellationToken ct) =>
        session.QueryAsync($"SELECT {Address.Columns} FROM addresses WHERE user_id = $1 ORDER BY id", Address.Read, ct, userId);

    public static Task<Address?> FindAsync(Session session, Guid userId, Guid id, CancellationToken ct) =>
        session.QuerySingleAsync($"SELECT {Address.Columns} FROM addresses WHERE user_id = $1 AND id = $2", Address.Read, ct, userId, id);

    /// <summary>Queues a new address.</summary>
    public static async Task AddAsync(Session session, Guid userId, Guid id, AddressFields fields, CancellationToken ct)
    {
        await BeginAsync(session, userId, id, fields, ct);
        session.WriteOne(Full, Insert, [.. Values(userId, id, fields), Address.MaxPerAccount]);
    }

    /// <summary>Queues other contents for an address that still has this version.</summary>
    public static async Task EditAsync(Session session, Guid userId, Guid id, AddressFields fields, long version, CancellationToken ct)
    {
        await BeginAsync(session, userId, id, fields, ct);
        session.WriteOne(ETag.Stale, Update, [.. Values(userId, id, fields), version]);
    }

    private static async Task BeginAsync(Session session, Guid userId, Guid id, AddressFields fields, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        await session.QueryAsync(TakeTurn, row => row.GetInt32(0), ct, userId);
        if (fields.IsDefault)
            session.Write(TakeDefault, userId, fields.Kind, id);
    }

    private static object?[] Values(Guid userId, Guid id, AddressFields a) =>
        [userId, id, a.Kind, a.IsDefault, a.Name, a.Line1, Text(a.Line2), a.PostalCode, a.City, Text(a.Region), a.Country];

    // In a SELECT a parameter without a value needs its type said.
    private static Npgsql.NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
