using Commerce.Inventory.Contracts;
using Npgsql;

namespace Commerce.Inventory.Tests;

public sealed class ExpireReservationsTests(InventoryStore store) : IClassFixture<InventoryStore>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task ExpireReservations_OnlyWhatIsOverdue_IsGivenBackAndAnnounced()
    {
        await store.ReceiveAsync(_sku, "BER", 10);
        var soon = Order(3, store.Clock.GetUtcNow().AddMinutes(5));
        var later = Order(4, store.Clock.GetUtcNow().AddMinutes(50));
        await store.HandleAsync(soon, later);

        store.Clock.Advance(TimeSpan.FromMinutes(6));
        await store.SweepAsync();

        Assert.Equal((10, 4), await store.StockAsync(_sku));
        Assert.Equal(1, await store.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox WHERE key = $1 AND envelope LIKE '%stock-released%\"reason\":\"expired\"%'", soon.OrderId.ToString()));
        Assert.Equal(0, await store.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox WHERE key = $1 AND envelope LIKE '%stock-released%'", later.OrderId.ToString()));
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task ExpireReservations_ByManyReplicasAtOnce_EndsEachHoldOnce()
    {
        await store.ReceiveAsync(_sku, "BER", 1000);
        var orders = Enumerable.Range(0, 900).Select(_ => Order(1, store.Clock.GetUtcNow().AddMinutes(5))).ToArray();
        await store.HandleAsync(orders);
        store.Clock.Advance(TimeSpan.FromMinutes(6));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SweepAllAsync()));

        Assert.Equal((1000, 0), await store.StockAsync(_sku));
        Assert.Equal(900, await store.Database.ScalarAsync<long>(
            "SELECT count(*) FROM outbox WHERE envelope LIKE '%stock-released%' AND key = ANY ($1)", [orders.Select(o => $"{o.OrderId}").ToArray()]));
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task ExpireReservations_WhileAConfirmationHoldsTheRow_LeavesItAlone()
    {
        await store.ReceiveAsync(_sku, "BER", 10);
        var order = Order(3, store.Clock.GetUtcNow().AddMinutes(5));
        await store.HandleAsync(order);
        store.Clock.Advance(TimeSpan.FromMinutes(6));

        await using var confirming = store.OpenSession();
        await confirming.BeginAsync(CancellationToken.None);
        await ReservationBook.LockAsync(confirming, [order.OrderId], CancellationToken.None);
        await store.SweepAsync();

        Assert.Equal((10, 3), await store.StockAsync(_sku));
    }

    // Replicas that want the same stock row: one gives way after a moment and comes again, as the service does.
    private async Task SweepAllAsync()
    {
        for (var left = true; left;)
        {
            try
            {
                left = await store.SweepAsync() > 0;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await Task.Yield();
            }
        }
    }

    private ReserveStockV1 Order(int quantity, DateTimeOffset expiresAt) => new(Guid.CreateVersion7(), [new(_sku, quantity)], expiresAt);
}
