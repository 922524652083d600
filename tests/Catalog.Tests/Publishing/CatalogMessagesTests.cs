using Commerce.Catalog.Contracts;
using Commerce.Kernel;

namespace Commerce.Catalog.Tests;

public sealed class CatalogMessagesTests
{
    [Fact]
    public void Of_ADraft_IsNothing()
    {
        var draft = Given.Draft(Given.Variant("S-1"));

        Assert.Null(CatalogMessages.Of(null, draft));
        Assert.Null(CatalogMessages.Of(draft, draft.Edit(Given.Content("Another name"), Given.Tuesday)));
    }

    [Fact]
    public void Of_Publishing_IsTheWholeProduct()
    {
        var draft = Given.Draft(Given.Variant("S-1", "Blue", (1000, "EUR"), (1100, "USD")));

        var message = Assert.IsType<ProductPublishedV1>(CatalogMessages.Of(draft, draft.Publish(Given.Tuesday).Value));

        Assert.Equal((draft.Id, 2L, "Fellgate Ridgeback", "fellgate-ridgeback"), (message.ProductId, message.Version, message.Name, message.Slug));
        var variant = Assert.Single(message.Variants);
        Assert.Equal(("S-1", "Blue"), (variant.Sku, variant.Name));
        Assert.Equal([new PriceV1("EUR", 1000), new PriceV1("USD", 1100)], variant.Prices);
    }

    [Fact]
    public void Of_AnotherPrice_NamesOnlyTheVariantsThatCostSomethingElse()
    {
        var before = Given.Published(Given.Variant("S-1", "Blue", (1000, "EUR")), Given.Variant("S-2", "Red", (1000, "EUR")));
        var after = before.SetPrices("S-2", [Money.Of(900, "EUR")], Given.Tuesday).Value;

        var message = Assert.IsType<PriceChangedV1>(CatalogMessages.Of(before, after));

        Assert.Equal(after.Version, message.Version);
        var variant = Assert.Single(message.Variants);
        Assert.Equal(("S-2", new PriceV1("EUR", 900)), (variant.Sku, Assert.Single(variant.Prices)));
    }

    [Fact]
    public void Of_ARenamedOptionWithAnotherPrice_IsTheWholeProduct()
    {
        var before = Given.Published(Given.Variant("S-1", "Blue", (1000, "EUR")));
        var after = before.PutVariant(Given.Variant("S-1", "Navy", (900, "EUR")), Given.Tuesday).Value;

        Assert.IsType<ProductPublishedV1>(CatalogMessages.Of(before, after));
    }

    [Fact]
    public void Of_AnEditOfWhatIsOnSale_IsTheWholeProduct()
    {
        var before = Given.Published();

        Assert.IsType<ProductPublishedV1>(CatalogMessages.Of(before, before.Edit(Given.Content("Another name"), Given.Tuesday)));
    }

    [Fact]
    public void Of_AWithdrawal_NamesEverySku()
    {
        var before = Given.Published(Given.Variant("S-1", "Blue", (1000, "EUR")), Given.Variant("S-2", "Red", (1000, "EUR")));

        var message = Assert.IsType<ProductWithdrawnV1>(CatalogMessages.Of(before, before.Withdraw(Given.Tuesday).Value));

        Assert.Equal(["S-1", "S-2"], message.Skus);
    }

    [Fact]
    public void Of_AnEditOfWhatIsWithdrawn_IsNothing()
    {
        var before = Given.Published().Withdraw(Given.Tuesday).Value;

        Assert.Null(CatalogMessages.Of(before, before.Edit(Given.Content("Another name"), Given.Tuesday)));
    }
}
