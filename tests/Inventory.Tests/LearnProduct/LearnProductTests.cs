using Commerce.Catalog.Contracts;

namespace Commerce.Inventory.Tests;

public sealed class LearnProductTests(InventoryStore store) : IClassFixture<InventoryStore>
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task LearnProduct_InWhateverOrderVersionsArrive_KeepsTheNewestSkus(int first, int second)
    {
        var product = Guid.CreateVersion7();

        await store.HandleAsync(Published(product, first));
        await store.HandleAsync(Published(product, second));

        Assert.Equal(
            "2 {LAMP-2}",
            await store.Database.ScalarAsync<string>("SELECT version || ' ' || skus::text FROM product_skus WHERE product_id = $1", product));
    }

    [Fact]
    public async Task LearnProduct_NamesEverySku_AsItsNewestVersionDoes()
    {
        var (product, sku) = (Guid.CreateVersion7(), $"SKU-{Guid.CreateVersion7():N}");
        ProductPublishedV1 Named(long version, string name) =>
            new(product, version, name, "lamp", [new PublishedVariantV1(sku, "Oak", []), new PublishedVariantV1(sku + "-PLAIN", name, [])], DateTimeOffset.UnixEpoch);

        await store.HandleAsync(Named(2, "Floor lamp"), Named(1, "Lamp"));

        Assert.Equal(
            ["Floor lamp, Oak", "Floor lamp"],
            await store.Database.ScalarAsync<string[]>("SELECT array_agg(name ORDER BY sku) FROM sku_names WHERE product_id = $1", product)
                ?? []);
    }

    private static ProductPublishedV1 Published(Guid product, long version) =>
        new(product, version, "Lamp", "lamp", [new PublishedVariantV1($"LAMP-{version}", "Oak", [])], DateTimeOffset.UnixEpoch);
}
