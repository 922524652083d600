using Commerce.Inventory.Contracts;

namespace Commerce.Inventory.Tests;

public sealed class ShipStockTests(InventoryStore store) : IClassFixture<InventoryStore>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task ShipStock_TwiceWithTheSameId_SellsOnce()
    {
        var order = await ConfirmedAsync(3);
        var shipment = new ShipStockV1(order, Guid.CreateVersion7(), "BER", [new(_sku, 1)]);

        await store.HandleAsync(shipment);
        await store.HandleAsync(shipment);

        Assert.Equal((9, 2), await store.StockAsync(_sku));
        Assert.Equal(1, await store.Database.ScalarAsync<long>(
            "SELECT count(*) FROM movements WHERE reason = 'sale' AND reference = $1 AND delta = -1", shipment.ShipmentId.ToString()));
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task ShipStock_InABatch_KeepsTheLedgerOfEachShipment()
    {
        var first = await ConfirmedAsync(3);
        var second = await ConfirmedAsync(4);

        await store.HandleAsync(
            new ShipStockV1(first, Guid.CreateVersion7(), "BER", [new(_sku, 3)]), new ShipStockV1(second, Guid.CreateVersion7(), "BER", [new(_sku, 4)]));

        Assert.Equal((13, 0), await store.StockAsync(_sku)); // two receipts of ten
        var ledger = await store.Database.ScalarAsync<int[]>("SELECT array_agg(delta ORDER BY version) FROM movements WHERE sku = $1", _sku);
        Assert.Equal([10, 10, -3, -4], ledger!);
        Assert.Equal(2, await store.Database.ScalarAsync<long>(
            "SELECT count(*) FROM reservations WHERE status = 'shipped' AND order_id = ANY ($1)", [new[] { first, second }]));
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task ShipStock_OfMoreThanTheOrderHolds_FailsAndTakesNothing()
    {
        var order = await ConfirmedAsync(3);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => store.HandleAsync(new ShipStockV1(order, Guid.CreateVersion7(), "BER", [new(_sku, 4)])));

        Assert.Equal((10, 3), await store.StockAsync(_sku));
    }

    private async Task<Guid> ConfirmedAsync(int quantity)
    {
        await store.ReceiveAsync(_sku, "BER", 10);
        var order = new ReserveStockV1(Guid.CreateVersion7(), [new(_sku, quantity)], store.In15Minutes);
        await store.HandleAsync(order);
        await store.HandleAsync(new ConfirmReservationV1(order.OrderId));
        return order.OrderId;
    }
}
