using Commerce.Kernel;

namespace Commerce.Catalog.Tests;

public sealed class ProductTests
{
    [Fact]
    public void Draft_WithTheSameSkuTwice_IsRefused()
    {
        var decision = Product.Draft(
            Guid.CreateVersion7(), Given.Content(), [Given.Variant("S-1", "Blue"), Given.Variant("S-1", "Red")], Rating.None, Given.Monday);

        Assert.Equal("catalog.sku_twice", decision.Error?.Code);
    }

    [Fact]
    public void Draft_WithTwoVariantsThatShoppersCannotTellApart_IsRefused()
    {
        var decision = Product.Draft(
            Guid.CreateVersion7(), Given.Content(), [Given.Variant("S-1", "Blue"), Given.Variant("S-2", "Blue")], Rating.None, Given.Monday);

        Assert.Equal("catalog.same_options", decision.Error?.Code);
    }

    [Fact]
    public void Publish_WithoutVariants_IsRefused() =>
        Assert.Equal("catalog.product_not_ready", Given.Draft().Publish(Given.Tuesday).Error?.Code);

    [Fact]
    public void Publish_WithAVariantThatHasNoPrice_IsRefused()
    {
        var draft = Given.Draft(Given.Variant("S-1", "Blue", (1000, "EUR")), Given.Variant("S-2", "Red"));

        Assert.Equal("catalog.product_not_ready", draft.Publish(Given.Tuesday).Error?.Code);
    }

    [Fact]
    public void Publish_WhenPublished_ChangesNothing()
    {
        var published = Given.Published();

        Assert.Same(published, published.Publish(Given.Tuesday).Value);
    }

    [Fact]
    public void Publish_AfterWithdrawal_KeepsTheFirstDate()
    {
        var again = Given.Published().Withdraw(Given.Tuesday).Value.Publish(Given.Tuesday).Value;

        Assert.Equal(ProductStatus.Published, again.Status);
        Assert.Equal(Given.Monday, again.PublishedAt);
        Assert.Equal(4, again.Version);
    }

    [Fact]
    public void Withdraw_OfADraft_IsRefused() =>
        Assert.Equal("catalog.product_never_published", Given.Draft().Withdraw(Given.Tuesday).Error?.Code);

    [Fact]
    public void PutVariant_WithoutPriceOnAPublishedProduct_IsRefused() =>
        Assert.Equal("catalog.price_needed", Given.Published().PutVariant(Given.Variant("S-2", "Red"), Given.Tuesday).Error?.Code);

    [Fact]
    public void PutVariant_WithAKnownSku_ReplacesItInPlace()
    {
        var product = Given.Draft(Given.Variant("S-1", "Blue"), Given.Variant("S-2", "Red"));

        var changed = product.PutVariant(Given.Variant("S-1", "Green"), Given.Tuesday).Value;

        Assert.Equal(["Green", "Red"], changed.Variants.Select(v => v.Options["Colour"]));
        Assert.Equal(product.Version + 1, changed.Version);
    }

    [Fact]
    public void PutVariant_BeyondTheLimit_IsRefused()
    {
        var full = Given.Draft([.. Enumerable.Range(0, Product.MaxVariants).Select(i => Given.Variant($"S-{i}", $"Colour {i}"))]);

        Assert.Equal("catalog.too_many_variants", full.PutVariant(Given.Variant("S-X", "Another"), Given.Tuesday).Error?.Code);
    }

    [Fact]
    public void RemoveVariant_WhenItIsTheLastOnSale_IsRefused() =>
        Assert.Equal("catalog.last_variant", Given.Published().RemoveVariant("S-1", Given.Tuesday).Error?.Code);

    [Fact]
    public void SetPrices_ToWhatTheyAre_ChangesNothing()
    {
        var product = Given.Published();

        Assert.Same(product, product.SetPrices("S-1", [Money.Of(1100, "USD"), Money.Of(1000, "EUR")], Given.Tuesday).Value);
    }

    [Fact]
    public void SetPrices_ToNoneOnAPublishedProduct_IsRefused() =>
        Assert.Equal("catalog.price_needed", Given.Published().SetPrices("S-1", [], Given.Tuesday).Error?.Code);
}
