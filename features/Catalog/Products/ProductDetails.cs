using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>All of a product, as its page shows it; stored as bytes with every change.</summary>
internal sealed record ProductDetails(
    Guid Id,
    string Slug,
    ProductStatus Status,
    long Version,
    string Name,
    string Description,
    string Brand,
    Guid CategoryId,
    IReadOnlyDictionary<string, AttributeValue> Attributes,
    Rating Rating,
    IReadOnlyList<PriceRange> PriceRanges,
    IReadOnlyList<VariantDetails> Variants,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? PublishedAt)
{
    public static ProductDetails Of(Product product) => new(
        product.Id,
        product.Content.Slug,
        product.Status,
        product.Version,
        product.Content.Name,
        product.Content.Description,
        product.Content.Brand,
        product.Content.CategoryId,
        product.Content.Attributes,
        product.Rating,
        PriceRange.Of(product.Variants),
        [.. product.Variants.Select(v => new VariantDetails(v.Sku, v.NameOf(product.Content), v.Options, v.Prices))],
        product.CreatedAt,
        product.UpdatedAt,
        product.PublishedAt);
}

/// <summary>A buyable form of the product.</summary>
internal sealed record VariantDetails(string Sku, string Name, IReadOnlyDictionary<string, string> Options, IReadOnlyList<Money> Prices);

/// <summary>A product as a list shows it.</summary>
internal sealed record ProductSummary(
    Guid Id,
    string Slug,
    ProductStatus Status,
    string Name,
    string Brand,
    Guid CategoryId,
    Rating Rating,
    IReadOnlyList<PriceRange> PriceRanges,
    int VariantCount,
    DateTimeOffset? PublishedAt)
{
    public static ProductSummary Of(Product product) => new(
        product.Id,
        product.Content.Slug,
        product.Status,
        product.Content.Name,
        product.Content.Brand,
        product.Content.CategoryId,
        product.Rating,
        PriceRange.Of(product.Variants),
        product.Variants.Count,
        product.PublishedAt);
}

/// <summary>The cheapest and the dearest variant in one currency.</summary>
internal sealed record PriceRange(Money From, Money To)
{
    public static IReadOnlyList<PriceRange> Of(IReadOnlyList<Variant> variants) =>
    [
        .. from price in variants.SelectMany(v => v.Prices)
           group price by price.Currency into prices
           orderby prices.Key.Code
           select new PriceRange(prices.Min(), prices.Max()),
    ];
}
