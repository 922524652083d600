using Commerce.Data;
using Commerce.Kernel;
using Commerce.Messaging;

namespace Commerce.Catalog;

/// <summary>Stores new products, set-based: those that collide with what exists are left out and named, the others stand.</summary>
internal static class NewProducts
{
    /// <returns>Why a product was refused, by its id; those not named are stored.</returns>
    public static async Task<Dictionary<Guid, Error>> AddAsync(this Session session, IReadOnlyList<Product> products, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var refused = new Dictionary<Guid, Error>();
        var known = await session.QueryAsync(
            "SELECT id FROM categories WHERE id = ANY($1) ORDER BY id FOR KEY SHARE",
            r => r.GetGuid(0),
            ct,
            products.Select(p => p.Content.CategoryId).Distinct().ToArray());
        foreach (var product in products.Where(p => !known.Contains(p.Content.CategoryId)))
            refused[product.Id] = ProductErrors.UnknownCategory(product.Content.CategoryId);

        var added = await session.InsertAsync(Remaining(products, refused), refused, ct);
        await session.InsertVariantsAsync(added, refused, ct);

        added = Remaining(added, refused);
        session.WritePrices(added);
        foreach (var product in added)
        {
            if (CatalogMessages.Of(before: null, product) is { } message)
                session.Publish(message, product.Id);
        }

        return refused;
    }

    private static async Task<List<Product>> InsertAsync(
        this Session session, List<Product> products, Dictionary<Guid, Error> refused, CancellationToken ct)
    {
        var taken = await session.QueryAsync(
            "SELECT id FROM products WHERE id = ANY($1)", r => r.GetGuid(0), ct, products.Select(p => p.Id).ToArray());
        var stored = (await session.QueryAsync(Insert, r => r.GetGuid(0), ct, ProductRow.Json(products.OrderBy(p => p.Content.Slug, StringComparer.Ordinal)))).ToHashSet();
        foreach (var product in products.Where(p => !stored.Contains(p.Id)))
            refused[product.Id] = taken.Contains(product.Id) ? ProductErrors.IdTaken(product.Id) : ProductErrors.SlugTaken(product.Content.Slug);
        return Remaining(products, refused);
    }

    private static async Task InsertVariantsAsync(
        this Session session, List<Product> products, Dictionary<Guid, Error> refused, CancellationToken ct)
    {
        // With the product's id: two new products may claim the same SKU, and only one of them got it.
        var stored = (await session.QueryAsync(InsertVariants, r => (r.GetGuid(0), r.GetString(1)), ct, VariantRow.Json(products))).ToHashSet();
        foreach (var product in products)
        {
            if (product.Variants.FirstOrDefault(v => !stored.Contains((product.Id, v.Sku))) is { } variant)
                refused[product.Id] = ProductErrors.SkuTaken(variant.Sku);
        }

        Guid[] undone = [.. products.Select(p => p.Id).Where(refused.ContainsKey)];
        if (undone.Length > 0)
            session.Write("DELETE FROM products WHERE id = ANY($1)", undone);
    }

    private static List<Product> Remaining(IEnumerable<Product> products, Dictionary<Guid, Error> refused) =>
        [.. products.Where(p => !refused.ContainsKey(p.Id))];

    private const string Insert = $"""
        INSERT INTO products (id, slug, status, version, name, description, brand, category_id, attributes, facets, rating_average,
                              rating_count, created_at, updated_at, published_at, summary, document)
        SELECT id, slug, status, version, name, description, brand, "categoryId", attributes, facets, "ratingAverage",
               "ratingCount", "createdAt", "updatedAt", "publishedAt", summary::json, document::json
          FROM json_to_recordset($1::json) AS r {ProductRow.Shape}
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    private const string InsertVariants = $"""
        INSERT INTO variants (sku, product_id, position, options)
        SELECT r.sku, r."productId", r.position, r.options FROM json_to_recordset($1::json) AS r {VariantRow.Shape}
        ON CONFLICT DO NOTHING
        RETURNING product_id, sku
        """;
}
