using Commerce.Kernel;

namespace Commerce.Catalog.Tests;

/// <summary>Things of the domain as tests begin with them.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Tuesday = Monday.AddDays(1);

    public static ProductContent Content(string name = "Fellgate Ridgeback") => new(
        "fellgate-ridgeback", name, "A stable shoe.", "Fellgate", Guid.Parse("0190a6f0-3c00-7000-8000-00000000a001"), new Dictionary<string, AttributeValue>());

    public static Variant Variant(string sku, string colour = "Blue", params (long MinorUnits, string Currency)[] prices) =>
        new(sku, new Dictionary<string, string> { ["Colour"] = colour }, [.. prices.Select(p => Money.Of(p.MinorUnits, p.Currency))]);

    public static Product Draft(params Variant[] variants) =>
        Product.Draft(Guid.CreateVersion7(), Content(), variants, Rating.None, Monday).Value;

    public static Product Published(params Variant[] variants)
    {
        if (variants.Length == 0)
            variants = [Variant("S-1", "Blue", (1000, "EUR"), (1100, "USD"))];
        return Draft(variants).Publish(Monday).Value;
    }
}
