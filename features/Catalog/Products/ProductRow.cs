using System.Globalization;
using System.Text.Json;

namespace Commerce.Catalog;

/// <summary>A row of <c>products</c> as it travels to PostgreSQL: as JSON, any number of rows in one parameter.</summary>
internal sealed record ProductRow(
    Guid Id,
    string Slug,
    string Status,
    long Version,
    string Name,
    string Description,
    string Brand,
    Guid CategoryId,
    IReadOnlyDictionary<string, AttributeValue> Attributes,
    IReadOnlyList<string> Facets,
    decimal RatingAverage,
    int RatingCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? PublishedAt,
    string Summary,
    string Document)
{
    /// <summary>How PostgreSQL reads the JSON.</summary>
    public const string Shape = """
        (id uuid, slug text, status text, version bigint, name text, description text, brand text, "categoryId" uuid, attributes json,
         facets text[], "ratingAverage" numeric, "ratingCount" int, "createdAt" timestamptz, "updatedAt" timestamptz,
         "publishedAt" timestamptz, summary text, document text)
        """;

    public static ProductRow Of(Product product) => new(
        product.Id,
        product.Content.Slug,
        NameOf(product.Status),
        product.Version,
        product.Content.Name,
        product.Content.Description,
        product.Content.Brand,
        product.Content.CategoryId,
        product.Content.Attributes,
        FacetsOf(product),
        product.Rating.Average,
        product.Rating.Count,
        product.CreatedAt,
        product.UpdatedAt,
        product.PublishedAt,
        JsonSerializer.Serialize(ProductSummary.Of(product), CatalogJson.Compact.ProductSummary),
        JsonSerializer.Serialize(ProductDetails.Of(product), CatalogJson.Compact.ProductDetails));

    public static string Json(IEnumerable<Product> products) =>
        JsonSerializer.Serialize([.. products.Select(Of)], CatalogJson.Compact.ListProductRow);

    public static string NameOf(ProductStatus status) => status switch
    {
        ProductStatus.Draft => "draft",
        ProductStatus.Published => "published",
        ProductStatus.Withdrawn => "withdrawn",
        _ => throw new InvalidOperationException($"No such status: {status}."),
    };

    /// <summary>One form for what editors wrote and shoppers ask for: <c>name=value</c>, lower case.</summary>
    public static string Facet(string name, string value) => $"{name.Trim()}={value.Trim()}".ToLower(CultureInfo.InvariantCulture);

    private static List<string> FacetsOf(Product product) =>
    [
        .. product.Content.Attributes.SelectMany(a => a.Value.Facets.Select(v => Facet(a.Key, v)))
            .Concat(product.Variants.SelectMany(v => v.Options).Select(o => Facet(o.Key, o.Value)))
            .Distinct(),
    ];
}

/// <summary>A row of <c>variants</c> with its prices, on the way to PostgreSQL.</summary>
internal sealed record VariantRow(Guid ProductId, string Sku, int Position, IReadOnlyDictionary<string, string> Options, IReadOnlyList<PriceRow> Prices)
{
    /// <summary>How PostgreSQL reads the JSON.</summary>
    public const string Shape = """("productId" uuid, sku text, position int, options json, prices json)""";

    // In the order of the SKUs, so that two writers meet at the first they share instead of each waiting for the other.
    public static string Json(IEnumerable<Product> products) => JsonSerializer.Serialize(
        [
            .. products.SelectMany(p => p.Variants.Select((v, i) => new VariantRow(
                p.Id, v.Sku, i, v.Options, [.. v.Prices.Select(m => new PriceRow(m.Currency.Code, m.MinorUnits))])))
                .OrderBy(v => v.Sku, StringComparer.Ordinal),
        ],
        CatalogJson.Compact.ListVariantRow);
}

/// <summary>One price of a variant.</summary>
internal sealed record PriceRow(string Currency, long MinorUnits);
