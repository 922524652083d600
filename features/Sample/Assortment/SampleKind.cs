namespace Commerce.Sample;

/// <summary>A kind of product and its place in the menu.</summary>
internal sealed record SampleKind(Department Department, ProductType Type, SampleCategory Category)
{
    /// <summary>One of this kind, as the dice fall.</summary>
    /// <param name="sku">What its SKUs begin with.</param>
    public SampleProduct Product(string model, string sku, Dice dice) => Assortment.Product(this, model, sku, dice);
}
