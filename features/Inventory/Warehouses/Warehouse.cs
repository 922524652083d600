using Commerce.Data;
using Npgsql;

namespace Commerce.Inventory;

/// <summary>A place that stock lies at.</summary>
/// <param name="Priority">Its place in the allocation order, lowest first.</param>
internal sealed record Warehouse(string Code, string Name, string Country, int Priority, long Version)
{
    public const int MaxPriority = 1000;
    public const int MaxNameLength = 100;
    public const string CodeForm = @"\A[A-Z0-9][A-Z0-9-]{1,19}\z";

    public static Task<List<Warehouse>> AllAsync(Session session, CancellationToken ct) =>
        session.QueryAsync("SELECT code, name, country, priority, version FROM warehouses ORDER BY priority, code", Read, ct);

    public static Task<Warehouse?> FindAsync(Session session, string code, CancellationToken ct) =>
        session.QuerySingleAsync("SELECT code, name, country, priority, version FROM warehouses WHERE code = $1", Read, ct, code);

    private static Warehouse Read(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt64(4));
}
