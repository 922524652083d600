namespace Commerce.Catalog;

/// <summary>What editors write about a product.</summary>
/// <param name="Attributes">JSON object: each value a string, a number, a boolean or a list of strings.</param>
internal sealed record ProductContent(
    string Slug, string Name, string Description, string Brand, Guid CategoryId, IReadOnlyDictionary<string, AttributeValue> Attributes)
{
    public const int MaxSlug = 120;
    public const int MaxName = 200;
    public const int MaxDescription = 10_000;
    public const int MaxBrand = 100;
    public const int MaxAttributes = 50;

    public static ProductContent Of(IProductContent written) =>
        new(written.Slug, written.Name, written.Description, written.Brand, written.CategoryId, written.Attributes);
}

/// <summary>What shoppers think of a product, in one line.</summary>
internal sealed record Rating(decimal Average, int Count)
{
    public static readonly Rating None = new(0, 0);
}
