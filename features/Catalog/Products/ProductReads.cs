using System.Text.Json;
using Commerce.Data;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>Loads the aggregate from its tables.</summary>
internal static class ProductReads
{
    public static Task<Product?> FindProductAsync(this Session session, Guid id, CancellationToken ct) =>
        session.QuerySingleAsync(Select + " WHERE p.id = $1", Read, ct, id);

    public static async Task<Dictionary<Guid, Product>> FindProductsAsync(this Session session, IEnumerable<Guid> ids, CancellationToken ct) =>
        (await session.QueryAsync(Select + " WHERE p.id = ANY ($1)", Read, ct, [ids.Distinct().ToArray()])).ToDictionary(p => p.Id);

    /// <summary>The products, held against every other change until the transaction ends, in the one order in which everybody holds them.</summary>
    public static async Task<Dictionary<Guid, Product>> LockProductsAsync(this Session session, IEnumerable<Guid> ids, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var held = await session.QueryAsync(
            "SELECT id FROM products WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", row => row.GetGuid(0), ct, [ids.Distinct().ToArray()]);
        // A second statement on purpose: it sees what whoever held the lock before us left in the other tables, too.
        return await session.FindProductsAsync(held, ct);
    }

    public static ProductStatus StatusOf(string name) => name switch
    {
        "draft" => ProductStatus.Draft,
        "published" => ProductStatus.Published,
        "withdrawn" => ProductStatus.Withdrawn,
        _ => throw new InvalidOperationException($"No such status: {name}."),
    };

    private static Product Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Version = row.GetInt64(1),
        Status = StatusOf(row.GetString(2)),
        Content = new ProductContent(
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetGuid(7),
            JsonSerializer.Deserialize(row.GetString(8), CatalogJson.Compact.IReadOnlyDictionaryStringAttributeValue)!),
        Rating = new Rating(row.GetDecimal(9), row.GetInt32(10)),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(11),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(12),
        PublishedAt = row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13),
        Variants =
        [
            .. JsonSerializer.Deserialize(row.GetString(14), CatalogJson.Compact.ListVariantRow)!
                .Select(v => new Variant(v.Sku, v.Options, [.. v.Prices.Select(p => Money.Of(p.MinorUnits, p.Currency))])),
        ],
    };

    private const string Select = """
        SELECT p.id, p.version, p.status, p.slug, p.name, p.description, p.brand, p.category_id, p.attributes,
               p.rating_average, p.rating_count, p.created_at, p.updated_at, p.published_at,
               coalesce((SELECT json_agg(json_build_object('productId', p.id, 'sku', v.sku, 'position', v.position, 'options', v.options,
                                'prices', coalesce((SELECT json_agg(json_build_object('currency', c.currency, 'minorUnits', c.minor_units)
                                                                    ORDER BY c.currency)
                                                      FROM prices c WHERE c.sku = v.sku), '[]'::json)) ORDER BY v.position)
                           FROM variants v WHERE v.product_id = p.id AND v.retired_at IS NULL), '[]'::json)
          FROM products p
        """;
}
