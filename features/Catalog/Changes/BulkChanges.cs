using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>Why one product of many was left as it is.</summary>
internal sealed record ItemRefusal(int Status, string Code, string Detail)
{
    public static ItemRefusal Of(Error error) => new(error.Status, error.Code, error.Detail);
}

/// <summary>One product as it was before a bulk change, and the version that the change made of it.</summary>
internal sealed record ChangedProduct(Guid ProductId, long Version, string StatusBefore, string VariantsBefore)
{
    public static ChangedProduct Of(Product before, Product after) =>
        new(before.Id, after.Version, ProductRow.NameOf(before.Status), VariantRow.Json([before]));

    /// <summary>Puts it back, unless somebody changed it since.</summary>
    public Result<Product> Undo(Product? now, DateTimeOffset at)
    {
        if (now is null)
            return ProductErrors.NotFound(ProductId);
        if (now.Version != Version)
            return ProductErrors.ChangedSince(ProductId);
        var prices = JsonSerializer.Deserialize(VariantsBefore, CatalogJson.Compact.ListVariantRow)!
            .ToDictionary(v => v.Sku, IReadOnlyList<Money> (v) => [.. v.Prices.Select(p => Money.Of(p.MinorUnits, p.Currency))]);
        return now.Restore(ProductReads.StatusOf(StatusBefore), prices, at);
    }
}

/// <summary>Keeps what was done to many products at once, for as long as it can be undone and to be looked up afterwards.</summary>
internal static class BulkChanges
{
    public static readonly TimeSpan UndoFor = TimeSpan.FromMinutes(10);

    public static void RecordChange(this Session session, Guid id, BulkWish wish, IReadOnlyList<ChangedProduct> changed, DateTimeOffset now)
    {
        session.Write(
            "INSERT INTO bulk_changes (id, wish, actor, done_at, undo_until) VALUES ($1, $2::json, $3, $4, $5)",
            id, JsonSerializer.Serialize(wish, CatalogJson.Compact.BulkWish), session.Context.UserId ?? "system", now, now + UndoFor);
        session.Write(
            """
            INSERT INTO bulk_change_items (change_id, product_id, version, status_before, variants_before)
            SELECT $1, i.product_id, i.version, i.status, i.variants::json
            FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[]) AS i (product_id, version, status, variants)
            """,
            id, changed.Select(c => c.ProductId).ToArray(), changed.Select(c => c.Version).ToArray(), changed.Select(c => c.StatusBefore).ToArray(),
            changed.Select(c => c.VariantsBefore).ToArray());
    }

    public static Task<List<ChangedProduct>> ItemsOfChangeAsync(this Session session, Guid id, CancellationToken ct) => session.QueryAsync(
        "SELECT product_id, version, status_before, variants_before::text FROM bulk_change_items WHERE change_id = $1 ORDER BY product_id",
        row => new ChangedProduct(row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetString(3)), ct, id);
}
