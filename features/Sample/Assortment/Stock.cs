namespace Commerce.Sample;

/// <summary>What lies in the three warehouses of the sample shop when it opens.</summary>
internal static class Stock
{
    private const double SoldOut = 0.03;

    public static readonly IReadOnlyList<SampleWarehouse> Warehouses =
    [
        new("BER", "Berlin", "DE", 10),
        new("RTM", "Rotterdam", "NL", 20),
        new("EWR", "Newark", "US", 30),
    ];

    /// <summary>Nothing for a SKU that is sold out; else in one to three warehouses, always in Berlin.</summary>
    public static IEnumerable<SampleStock> Of(SampleVariant variant)
    {
        var dice = new Dice($"stock/{variant.Sku}");
        if (dice.Share() < SoldOut)
            yield break;
        foreach (var warehouse in Warehouses)
        {
            if (warehouse.Code == Warehouses[0].Code || dice.Share() < 0.7)
                yield return new SampleStock(variant.Sku, warehouse.Code, 4 + dice.Below(117));
        }
    }
}
