using Commerce.Data;
using Commerce.Defaults;
using Commerce.Messaging;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>Reads and writes products; every write carries its message and its ready-made answers in the same transaction.</summary>
internal static class ProductStore
{
    /// <summary>Stores a decided change. Answers 412 if the product is no longer what the decision was made on.</summary>
    /// <exception cref="ConflictException">The product changed, or its new slug or SKU is somebody else's.</exception>
    public static async Task SaveAsync(this Session session, Product before, Product after, CancellationToken ct)
    {
        if (ReferenceEquals(before, after))
            return;

        await session.BeginAsync(ct);
        if (before.Content.CategoryId != after.Content.CategoryId
            && !await session.CategoryIsThereAsync(after.Content.CategoryId, ct))
            throw new ConflictException(ProductErrors.UnknownCategory(after.Content.CategoryId));

        session.WriteOne(ETag.Stale, UpdateProduct, ProductRow.Json([after]), before.Version);
        try
        {
            await session.FlushAsync(ct);
        }
        catch (PostgresException taken) when (taken.IsUniqueViolation("product_slug_is_free"))
        {
            throw new ConflictException(ProductErrors.SlugTaken(after.Content.Slug), taken);
        }

        if (!ReferenceEquals(before.Variants, after.Variants))
            await session.SaveVariantsAsync(after, ct);
        if (CatalogMessages.Of(before, after) is { } message)
            session.Publish(message, after.Id);
    }

    private static async Task SaveVariantsAsync(this Session session, Product product, CancellationToken ct)
    {
        string[] skus = [.. product.Variants.Select(v => v.Sku)];
        if (product.PublishedAt is null)
            session.Write("DELETE FROM variants WHERE product_id = $1 AND NOT sku = ANY($2)", product.Id, skus);
        session.Write(RetireVariants, product.Id, product.UpdatedAt);
        await session.FlushAsync(ct);

        var kept = await session.QueryAsync(PutVariants, r => r.GetString(0), ct, VariantRow.Json([product]));
        if (skus.Except(kept).FirstOrDefault() is { } taken)
            throw new ConflictException(ProductErrors.SkuTaken(taken));

        session.Write("DELETE FROM prices WHERE sku = ANY($1)", [skus]);
        session.Write("DELETE FROM listed_prices WHERE product_id = $1", product.Id);
        session.WritePrices([product]);
    }

    internal static void WritePrices(this Session session, IReadOnlyList<Product> products)
    {
        var variants = VariantRow.Json(products);
        session.Write(InsertPrices, variants);
        session.Write(InsertListedPrices, variants);
    }

    /// <summary>True when the category exists; until the transaction ends it cannot be deleted.</summary>
    private static async Task<bool> CategoryIsThereAsync(this Session session, Guid id, CancellationToken ct) =>
        await session.QuerySingleAsync("SELECT true FROM categories WHERE id = $1 FOR KEY SHARE", r => r.GetBoolean(0), ct, id);

    private const string UpdateProduct = $"""
        UPDATE products p
           SET slug = r.slug, status = r.status, version = r.version, name = r.name, description = r.description, brand = r.brand,
               category_id = r."categoryId", attributes = r.attributes, facets = r.facets, updated_at = r."updatedAt",
               published_at = r."publishedAt", summary = r.summary::json, document = r.document::json
          FROM json_to_recordset($1::json) AS r {ProductRow.Shape}
         WHERE p.id = r.id AND p.version = $2
        """;

    // All of them: those that stay come back one by one with their options as they become, so that two may swap theirs.
    private const string RetireVariants = "UPDATE variants SET retired_at = $2 WHERE product_id = $1 AND retired_at IS NULL";

    private const string PutVariants = $"""
        INSERT INTO variants AS v (sku, product_id, position, options)
        SELECT r.sku, r."productId", r.position, r.options FROM json_to_recordset($1::json) AS r {VariantRow.Shape}
        ON CONFLICT (sku) DO UPDATE SET position = excluded.position, options = excluded.options, retired_at = NULL
            WHERE v.product_id = excluded.product_id
        RETURNING sku
        """;

    private const string InsertPrices = $"""
        INSERT INTO prices (sku, currency, minor_units)
        SELECT r.sku, p.currency, p."minorUnits"
          FROM json_to_recordset($1::json) AS r {VariantRow.Shape},
               json_to_recordset(r.prices) AS p (currency text, "minorUnits" bigint)
        """;

    private const string InsertListedPrices = $"""
        INSERT INTO listed_prices (product_id, currency, lowest)
        SELECT r."productId", p.currency, min(p."minorUnits")
          FROM json_to_recordset($1::json) AS r {VariantRow.Shape},
               json_to_recordset(r.prices) AS p (currency text, "minorUnits" bigint)
         GROUP BY r."productId", p.currency
        """;
}
