using System.Text.Json;
using Commerce.Catalog;
using Npgsql;

namespace Commerce.Seeding;

/// <summary>Products with their ready-made answers, variants and prices, below the categories of the sample shop.</summary>
internal sealed class CatalogFilling(ScaledShop shop) : Filling("catalogdb", "products", shop.Scale.Products)
{
    public override void Fill(NpgsqlConnection connection)
    {
        AddCategories(connection);
        var products = Table(
            connection, "products",
            "id, slug, status, version, name, description, brand, category_id, attributes, facets, rating_average, rating_count, created_at, updated_at, published_at, summary, document");
        var variants = Table(connection, "variants", "sku, product_id, position, options");
        var prices = Table(connection, "prices", "sku, currency, minor_units");
        var listed = Table(connection, "listed_prices", "product_id, currency, lowest");
        for (var number = 0; number < Total; number++)
        {
            var product = shop.Products.Of(number);
            AddProduct(products, ProductRow.Of(product));
            AddVariants(variants, prices, listed, product);
            Advance();
        }

        Flush();
        Execute(connection, "SELECT pg_notify('catalogue_changed', '')");
    }

    private void AddCategories(NpgsqlConnection connection)
    {
        var known = shop.Products.Categories.ToDictionary(c => c.Id);
        Guid[] PathOf(Guid id) => known[id].ParentId is { } parent ? [.. PathOf(parent), id] : [id];
        var position = 0;
        foreach (var category in known.Values)
        {
            Execute(
                connection,
                "INSERT INTO categories (id, parent_id, slug, name, position, path) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
                category.Id, (object?)category.ParentId ?? DBNull.Value, category.Slug, category.Name, position++, PathOf(category.Id));
        }
    }

    private static void AddProduct(BulkTable products, ProductRow row)
    {
        var attributes = JsonSerializer.Serialize(row.Attributes, CatalogJson.Compact.Options);
        products.Add(to =>
        {
            to.Write(row.Id);
            to.Write(row.Slug);
            to.Write(row.Status);
            to.Write(row.Version);
            to.Write(row.Name);
            to.Write(row.Description);
            to.Write(row.Brand);
            to.Write(row.CategoryId);
            to.Json(attributes);
            to.Write(row.Facets.ToArray());
            to.Write(row.RatingAverage);
            to.Write(row.RatingCount);
            to.Write(row.CreatedAt);
            to.Write(row.UpdatedAt);
            to.Maybe(row.PublishedAt);
            to.Json(row.Summary);
            to.Json(row.Document);
        });
    }

    private static void AddVariants(BulkTable variants, BulkTable prices, BulkTable listed, Product product)
    {
        for (var i = 0; i < product.Variants.Count; i++)
        {
            var (variant, position) = (product.Variants[i], i);
            var options = JsonSerializer.Serialize(variant.Options, CatalogJson.Compact.Options);
            variants.Add(to =>
            {
                to.Write(variant.Sku);
                to.Write(product.Id);
                to.Write(position);
                to.Json(options);
            });
            foreach (var price in variant.Prices)
                prices.Add(to => AddPrice(to, variant.Sku, price.Currency.Code, price.MinorUnits));
        }

        foreach (var lowest in product.Variants.SelectMany(v => v.Prices).GroupBy(p => p.Currency).Select(g => g.MinBy(p => p.MinorUnits)))
        {
            listed.Add(to =>
            {
                to.Write(product.Id);
                to.Write(lowest.Currency.Code);
                to.Write(lowest.MinorUnits);
            });
        }
    }

    private static void AddPrice(NpgsqlBinaryImporter to, string sku, string currency, long minorUnits)
    {
        to.Write(sku);
        to.Write(currency);
        to.Write(minorUnits);
    }
}
