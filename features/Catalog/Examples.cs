using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>What the API description shows.</summary>
internal static class Examples
{
    private static readonly Guid s_shoes = Guid.Parse("0190a6f0-3c00-7000-8000-00000000a001");
    private static readonly DateTimeOffset s_day = new(2026, 5, 4, 9, 30, 0, TimeSpan.Zero);
    private static readonly Money[] s_prices = [Money.Of(12900, "EUR"), Money.Of(13900, "USD")];

    public static ProductDraft Draft { get; } = new(
        "Fellgate Ridgeback Trail Running Shoe",
        "Fellgate",
        s_shoes,
        Slug: "fellgate-ridgeback-trail-running-shoe",
        Description: "A stable shoe for rough paths, with 5 mm lugs and a rock plate under the forefoot.",
        Attributes: new Dictionary<string, AttributeValue>
        {
            ["Drop (mm)"] = new AttributeValue.Number(6),
            ["Waterproof"] = new AttributeValue.Flag(false),
        },
        Variants: [new ProductDraft.NewVariant("FELL-RIDGE-BLU-42", new Dictionary<string, string> { ["Colour"] = "Blue", ["Size"] = "42" }, s_prices)],
        Publish: true);

    public static ProductDetails Product { get; } = new(
        Guid.Parse("0190a6f0-3c00-7000-8000-00000000b001"),
        Draft.Slug!,
        ProductStatus.Published,
        1,
        Draft.Name,
        Draft.Description!,
        Draft.Brand,
        s_shoes,
        Draft.Attributes!,
        new Rating(4.4m, 212),
        [new PriceRange(s_prices[0], s_prices[0]), new PriceRange(s_prices[1], s_prices[1])],
        [new VariantDetails("FELL-RIDGE-BLU-42", "Blue / 42", Draft.Variants![0].Options!, s_prices)],
        s_day,
        s_day,
        s_day);

    public static ProductSummary Summary { get; } = new(
        Product.Id,
        Product.Slug,
        Product.Status,
        Product.Name,
        Product.Brand,
        Product.CategoryId,
        Product.Rating,
        Product.PriceRanges,
        Product.Variants.Count,
        Product.PublishedAt);

    public static CategoryDetails Category { get; } = new(
        s_shoes,
        Guid.Parse("0190a6f0-3c00-7000-8000-00000000a000"),
        "trail-running",
        "Trail Running",
        1,
        [
            new CategoryLink(Guid.Parse("0190a6f0-3c00-7000-8000-00000000a000"), "running", "Running"),
            new CategoryLink(s_shoes, "trail-running", "Trail Running"),
        ],
        []);

    public static CategoryNode Node { get; } = new(
        Category.Breadcrumbs[0].Id, "running", "Running", 1, [new CategoryNode(s_shoes, "trail-running", "Trail Running", 1, [])]);
}
