using Commerce.Inventory.Contracts;

namespace Commerce.Inventory.Tests;

public sealed class ReleaseStockTests(InventoryStore store) : IClassFixture<InventoryStore>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReleaseStock_WhenHeldOrConfirmed_GivesItBackOnceAndAnswersEachTime(bool confirmed)
    {
        var order = await HoldAsync(3);
        if (confirmed)
            await store.HandleAsync(new ConfirmReservationV1(order));

        var first = await store.HandleAsync(new ReleaseStockV1(order, "payment_declined"));
        var second = await store.HandleAsync(new ReleaseStockV1(order, "timeout"));

        Assert.Equal(new StockReleasedV1(order, "payment_declined"), Assert.Single(first));
        Assert.Equal(new StockReleasedV1(order, "payment_declined"), Assert.Single(second));
        Assert.Equal((5, 0), await store.StockAsync(_sku));
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task ReleaseStock_OfARejectedOrder_ChangesNothing()
    {
        var order = new ReserveStockV1(Guid.CreateVersion7(), [new(_sku, 1)], store.In15Minutes);
        var rejected = await store.HandleAsync(order);

        await store.HandleAsync(new ReleaseStockV1(order.OrderId, "cancelled"));

        Assert.Equivalent(rejected, await store.HandleAsync(order), strict: true);
    }

    [Fact]
    public async Task ReleaseStock_WhenAPartWasShipped_GivesBackTheRest()
    {
        var order = await HoldAsync(3);
        await store.HandleAsync(new ConfirmReservationV1(order));
        await store.HandleAsync(new ShipStockV1(order, Guid.CreateVersion7(), "BER", [new(_sku, 1)]));

        await store.HandleAsync(new ReleaseStockV1(order, "cancelled"));

        Assert.Equal((4, 0), await store.StockAsync(_sku));
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task ReleaseStock_WhenAllWasShipped_IsNotAnswered()
    {
        var order = await HoldAsync(3);
        await store.HandleAsync(new ShipStockV1(order, Guid.CreateVersion7(), "BER", [new(_sku, 3)]));

        Assert.Empty(await store.HandleAsync(new ReleaseStockV1(order, "cancelled")));
        Assert.Equal((2, 0), await store.StockAsync(_sku));
    }

    private async Task<Guid> HoldAsync(int quantity)
    {
        await store.ReceiveAsync(_sku, "BER", 5);
        var order = new ReserveStockV1(Guid.CreateVersion7(), [new(_sku, quantity)], store.In15Minutes);
        Assert.IsType<StockReservedV1>(Assert.Single(await store.HandleAsync(order)));
        return order.OrderId;
    }
}
