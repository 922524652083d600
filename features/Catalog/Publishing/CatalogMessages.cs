using Commerce.Catalog.Contracts;

namespace Commerce.Catalog;

/// <summary>What other contexts are told of a change; the only place where the catalogue's state becomes an integration message.</summary>
internal static class CatalogMessages
{
    /// <summary>The message that follows from a product's change, or nothing when nobody else can notice it.</summary>
    public static object? Of(Product? before, Product after) => (before?.Status, after.Status) switch
    {
        (ProductStatus.Published, ProductStatus.Draft) => Withdrawn(after), // a publication that was undone
        (_, ProductStatus.Draft) or (ProductStatus.Withdrawn, ProductStatus.Withdrawn) => null,
        (ProductStatus.Published, ProductStatus.Published) when OnlyPricesDiffer(before!, after) => PriceChanged(before!, after),
        (_, ProductStatus.Published) => Published(after),
        (_, ProductStatus.Withdrawn) => Withdrawn(after),
        _ => throw new InvalidOperationException($"No such status: {after.Status}."),
    };

    private static bool OnlyPricesDiffer(Product before, Product after) =>
        ReferenceEquals(before.Content, after.Content)
        && before.Variants.Count == after.Variants.Count
        && before.Variants.Zip(after.Variants).All(pair => pair.First.Sku == pair.Second.Sku && pair.First.HasOptions(pair.Second.Options));

    private static ProductPublishedV1 Published(Product product) => new(
        product.Id,
        product.Version,
        product.Content.Name,
        product.Content.Slug,
        [.. product.Variants.Select(v => Snapshot(product, v))],
        product.UpdatedAt);

    private static PriceChangedV1 PriceChanged(Product before, Product after) => new(
        after.Id,
        after.Version,
        [.. before.Variants.Zip(after.Variants).Where(pair => !pair.First.HasPrices(pair.Second.Prices)).Select(pair => Snapshot(after, pair.Second))],
        after.UpdatedAt);

    private static ProductWithdrawnV1 Withdrawn(Product product) =>
        new(product.Id, product.Version, [.. product.Variants.Select(v => v.Sku)], product.UpdatedAt);

    private static PublishedVariantV1 Snapshot(Product product, Variant variant) =>
        new(variant.Sku, variant.NameOf(product.Content), [.. variant.Prices.Select(p => new PriceV1(p.Currency.Code, p.MinorUnits))]);
}
