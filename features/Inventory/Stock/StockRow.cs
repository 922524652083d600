using Npgsql;

namespace Commerce.Inventory;

/// <summary>What one warehouse has of a SKU, as staff see it.</summary>
/// <param name="Name">As the catalogue last published it; null for what was never on sale.</param>
/// <param name="LowAt">At this many available, or fewer, it is low.</param>
/// <param name="Version">How often it moved; <c>expectedVersion</c> of an adjustment refers to it.</param>
internal sealed record StockRow(
    string Sku, string? Name, Guid? ProductId, string Warehouse, int OnHand, int Reserved, int Available, int LowAt, bool IsLow, long Version)
{
    public const int MaxLowAt = 1_000_000;

    /// <summary>The columns that <see cref="Read"/> takes, of <c>stock s</c> and <c>sku_names n</c>.</summary>
    public const string Columns = "s.sku, n.name, n.product_id, s.warehouse, s.on_hand, s.reserved, s.low_at, s.is_low, s.version";

    public static StockRow Example { get; } =
        new("LAMP-OAK", "Floor lamp, oak", Guid.Parse("0190a6f0-3c00-7000-8000-00000000b001"), "BER", 52, 5, 47, 10, false, 7);

    public static StockRow Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetString(3),
        row.GetInt32(4), row.GetInt32(5), row.GetInt32(4) - row.GetInt32(5), row.GetInt32(6), row.GetBoolean(7), row.GetInt64(8));
}
