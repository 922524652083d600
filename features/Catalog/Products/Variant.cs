using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>One buyable form of a product: its options tell it from its siblings, its SKU from everything else in the shop.</summary>
/// <param name="Prices">At most one a currency.</param>
internal sealed record Variant(string Sku, IReadOnlyDictionary<string, string> Options, IReadOnlyList<Money> Prices)
{
    public const int MaxSku = 64;
    public const int MaxOptions = 5;
    public const int MaxOption = 60;
    public const int MaxPrices = 20;
    public const long MaxMinorUnits = 1_000_000_000_000;

    public bool HasOptions(IReadOnlyDictionary<string, string> options) =>
        Options.Count == options.Count && Options.All(o => options.TryGetValue(o.Key, out var value) && value == o.Value);

    public bool HasPrices(IReadOnlyList<Money> prices) => Prices.Count == prices.Count && Prices.All(prices.Contains);

    /// <summary>What a person calls this variant of <paramref name="product"/>.</summary>
    public string NameOf(ProductContent product) => Options.Count == 0 ? product.Name : string.Join(" / ", Options.Values);
}
