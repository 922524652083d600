namespace Commerce.Sample;

/// <summary>The variants of a product: every combination of its options.</summary>
internal static class Variants
{
    private const int MaxColours = 3;
    private const string Colour = "Colour";

    public static IReadOnlyList<SampleVariant> Of(ProductType type, string skuPrefix, decimal euros, Dice dice)
    {
        var ending = dice.Below(Prices.Endings);
        var variants = new List<SampleVariant> { new(skuPrefix, new Dictionary<string, string>(), Prices.Of(euros, 0, ending)) };
        foreach (var (option, all) in type.Options ?? new Dictionary<string, string[]>())
        {
            // No maker offers every colour of every model.
            var values = option == Colour ? dice.Some(all, 1 + dice.Below(Math.Min(MaxColours, all.Length))) : [.. all];
            variants =
            [
                .. from variant in variants
                   from value in values
                   let index = Array.IndexOf(all, value)
                   select variant with
                   {
                       Sku = $"{variant.Sku}-{Wording.Code(all, index)}",
                       Options = new Dictionary<string, string>(variant.Options) { [option] = value },
                       Prices = option == type.Dearer ? Prices.Of(euros, index, ending) : variant.Prices,
                   },
            ];
        }

        return variants;
    }
}
