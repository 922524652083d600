using Commerce.Inventory.Contracts;
using Npgsql;

namespace Commerce.Inventory.Tests;

public sealed class ConfirmReservationTests(InventoryStore store) : IClassFixture<InventoryStore>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task ConfirmReservation_WhenHeld_NeverExpires()
    {
        var order = await HoldAsync(quantity: 3, stock: 5);

        Assert.Empty(await store.HandleAsync(new ConfirmReservationV1(order)));
        store.Clock.Advance(TimeSpan.FromDays(30));
        await store.SweepAsync();

        Assert.Equal("confirmed", await store.Database.ScalarAsync<string>("SELECT status FROM reservations WHERE order_id = $1", order));
        Assert.Equal((5, 3), await store.StockAsync(_sku));
    }

    [Fact]
    public async Task ConfirmReservation_AfterExpiryWithStockElsewhere_HoldsAgainAndSaysWhere()
    {
        var order = await HoldAsync(quantity: 3, stock: 5);
        await ExpireAsync();
        await store.HandleAsync(new ReserveStockV1(Guid.CreateVersion7(), [new(_sku, 4)], store.In15Minutes));
        await store.ReceiveAsync(_sku, "ROM", 3);

        var reserved = Assert.IsType<StockReservedV1>(Assert.Single(await store.HandleAsync(new ConfirmReservationV1(order))));

        Assert.Equal([new(_sku, "ROM", 3)], reserved.Allocations);
        Assert.Equal((8, 7), await store.StockAsync(_sku));
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task ConfirmReservation_AfterExpiryWithStockGone_IsRejectedForGood()
    {
        var order = await HoldAsync(quantity: 3, stock: 5);
        await ExpireAsync();
        await store.HandleAsync(new ReserveStockV1(Guid.CreateVersion7(), [new(_sku, 4)], store.In15Minutes));

        var rejected = Assert.IsType<StockRejectedV1>(Assert.Single(await store.HandleAsync(new ConfirmReservationV1(order))));
        await store.ReceiveAsync(_sku, "ROM", 30);
        var again = await store.HandleAsync(new ConfirmReservationV1(order));

        Assert.Equal("expired", rejected.Reason);
        Assert.Equal([new(_sku, 3, 1)], rejected.Shortages);
        Assert.Equivalent(rejected, Assert.Single(again), strict: true);
        Assert.Equal((35, 4), await store.StockAsync(_sku));
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task ConfirmReservation_AfterRelease_IsRejected()
    {
        var order = await HoldAsync(quantity: 3, stock: 5);
        await store.HandleAsync(new ReleaseStockV1(order, "cancelled"));

        var rejected = Assert.IsType<StockRejectedV1>(Assert.Single(await store.HandleAsync(new ConfirmReservationV1(order))));

        Assert.Equal("released", rejected.Reason);
        Assert.Equal((5, 0), await store.StockAsync(_sku));
    }

    [Fact]
    public async Task ConfirmReservation_OfAnUnknownOrder_FailsSoThatSomebodyLooks() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.HandleAsync(new ConfirmReservationV1(Guid.CreateVersion7())));

    /// <summary>Confirmation and expiry meet: whichever is first, the order ends confirmed with its stock, and nothing is held twice.</summary>
    [Fact]
    public async Task ConfirmReservation_WhileItExpires_EndsConfirmedWithItsStock()
    {
        await store.ReceiveAsync(_sku, "BER", 400);
        var orders = Enumerable.Range(0, 60).Select(_ => new ReserveStockV1(Guid.CreateVersion7(), [new(_sku, 2)], store.In15Minutes)).ToArray();
        await store.HandleAsync(orders);
        store.Clock.Advance(TimeSpan.FromMinutes(16));

        var confirmations = Task.WhenAll(orders.Chunk(4).Select(chunk =>
            store.HandleAgainAfterRacesAsync(_ => { }, [.. chunk.Select(o => new ConfirmReservationV1(o.OrderId))])));
        await SweepUntilDoneAsync(confirmations);

        Assert.All((await confirmations).SelectMany(a => a), answer => Assert.IsType<StockReservedV1>(answer)); // those that the expiry got first
        Assert.Equal(60, await store.Database.ScalarAsync<long>(
            "SELECT count(*) FROM reservations WHERE status = 'confirmed' AND order_id = ANY ($1)", [orders.Select(o => o.OrderId).ToArray()]));
        Assert.Equal((400, 120), await store.StockAsync(_sku));
        await store.AssertSoundAsync();
    }

    private async Task SweepUntilDoneAsync(Task others)
    {
        while (!others.IsCompleted)
        {
            try
            {
                await store.SweepAsync();
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await Task.Yield(); // somebody works on the same stock: the next sweep takes it
            }
        }
    }

    private async Task<Guid> HoldAsync(int quantity, int stock)
    {
        await store.ReceiveAsync(_sku, "BER", stock);
        var order = new ReserveStockV1(Guid.CreateVersion7(), [new(_sku, quantity)], store.In15Minutes);
        Assert.IsType<StockReservedV1>(Assert.Single(await store.HandleAsync(order)));
        return order.OrderId;
    }

    private async Task ExpireAsync()
    {
        store.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.NotEqual(0, await store.SweepAsync());
    }
}
