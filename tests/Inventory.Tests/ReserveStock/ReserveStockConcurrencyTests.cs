using System.Collections.Concurrent;
using Commerce.Inventory.Contracts;
using Npgsql;

namespace Commerce.Inventory.Tests;

/// <summary>Many consumers, staff and the expiry at once on the same few SKUs: what may never happen, does not.</summary>
public sealed class ReserveStockConcurrencyTests(InventoryStore store) : IClassFixture<InventoryStore>
{
    private const int Consumers = 32;
    private const int BatchesEach = 12;
    private const int OrdersPerBatch = 6;
    private readonly string[] _skus = [.. Enumerable.Range(0, 8).Select(i => $"HOT-{Guid.CreateVersion7():N}-{i}")];

    [Fact]
    public async Task ThirtyTwoConsumers_RandomOrders_NeverOversellAndNeverDeadlock()
    {
        await StockUpAsync(perRow: 60);
        var answers = new ConcurrentBag<object>();

        await Task.WhenAll(Enumerable.Range(0, Consumers).Select(consumer => Task.Run(async () =>
        {
            var random = new Random(consumer);
            for (var batch = 0; batch < BatchesEach; batch++)
            {
                var orders = Enumerable.Range(0, OrdersPerBatch).Select(_ => RandomOrder(random)).ToArray();
                foreach (var answer in await store.HandleAgainAfterRacesAsync(NoDeadlock, orders))
                    answers.Add(answer);
            }
        })));

        Assert.Equal(Consumers * BatchesEach * OrdersPerBatch, answers.Count);
        Assert.Equal(_skus.Length * 3 * 60, await store.Database.ScalarAsync<long>("SELECT sum(on_hand) FROM stock WHERE sku = ANY ($1)", [_skus]));
        var held = answers.OfType<StockReservedV1>().SelectMany(a => a.Allocations).Sum(a => a.Quantity);
        Assert.Equal(held, await store.Database.ScalarAsync<long>("SELECT sum(reserved) FROM stock WHERE sku = ANY ($1)", [_skus]));
        Assert.Contains(answers, answer => answer is StockRejectedV1); // the stock did run out
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task EverythingAtOnce_WithDuplicatesAndReordering_StaysSound()
    {
        await StockUpAsync(perRow: 400);
        using var done = new CancellationTokenSource();
        var housekeeping = Task.WhenAll(SweepAsync(done.Token), StockUpUntilAsync(done.Token));

        await Task.WhenAll(Enumerable.Range(0, Consumers).Select(consumer => Task.Run(async () =>
        {
            var random = new Random(1000 + consumer);
            for (var batch = 0; batch < BatchesEach; batch++)
                await LiveAsync(random, [.. Enumerable.Range(0, 4).Select(_ => RandomOrder(random))]);
        })));
        await done.CancelAsync();
        await housekeeping;

        await store.AssertSoundAsync();
        var statuses = await store.Database.ScalarAsync<string[]>("SELECT array_agg(DISTINCT status ORDER BY status) FROM reservations");
        Assert.Superset(new HashSet<string>(["confirmed", "expired", "released", "shipped"]), statuses!.ToHashSet());
    }

    private async Task LiveAsync(Random random, ReserveStockV1[] orders)
    {
        var releasedEarly = orders[0].OrderId;
        await store.HandleAgainAfterRacesAsync(NoDeadlock, new ReleaseStockV1(releasedEarly, "cancelled"));
        await Task.WhenAll(store.HandleAgainAfterRacesAsync(NoDeadlock, orders), store.HandleAgainAfterRacesAsync(NoDeadlock, orders));

        foreach (var order in orders)
            await Task.WhenAll(GoOnAsync(random.Next(5), order.OrderId), GoOnAsync(random.Next(5), order.OrderId));
    }

    private async Task GoOnAsync(int how, Guid orderId)
    {
        switch (how)
        {
            case 0:
                await store.HandleAgainAfterRacesAsync(NoDeadlock, new ReleaseStockV1(orderId, "cancelled"));
                break;
            case 1 or 2:
                store.Clock.Advance(TimeSpan.FromMinutes(1));
                await store.HandleAgainAfterRacesAsync(NoDeadlock, new ConfirmReservationV1(orderId));
                break;
            case 3:
                await ShipAllAsync(orderId);
                break;
        }
    }

    private async Task ShipAllAsync(Guid orderId)
    {
        await store.HandleAgainAfterRacesAsync(NoDeadlock, new ConfirmReservationV1(orderId));
        var answer = Assert.Single(await store.HandleAgainAfterRacesAsync(NoDeadlock, new ReserveStockV1(orderId, [], default)));
        if (answer is not StockReservedV1 reserved)
            return;
        foreach (var parcel in reserved.Allocations.GroupBy(a => a.Warehouse))
        {
            var shipment = new ShipStockV1(orderId, Guid.CreateVersion7(), parcel.Key, [.. parcel.Select(a => new StockLineV1(a.Sku, a.Quantity))]);
            try
            {
                await store.HandleAgainAfterRacesAsync(NoDeadlock, shipment);
                await store.HandleAgainAfterRacesAsync(NoDeadlock, shipment);
            }
            catch (InvalidOperationException)
            {
                return; // released or shipped by the other hand of this order meanwhile
            }
        }
    }

    private async Task SweepAsync(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await Task.Delay(20, CancellationToken.None);
            try
            {
                await store.SweepAsync();
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // somebody works on the same stock: the next sweep takes it
            }
        }
    }

    private async Task StockUpUntilAsync(CancellationToken until)
    {
        for (; !until.IsCancellationRequested; await Task.Delay(5, CancellationToken.None))
            await store.ReceiveAsync(_skus[Random.Shared.Next(_skus.Length)], InventoryStore.Warehouses[Random.Shared.Next(3)], 1);
    }

    private async Task StockUpAsync(int perRow)
    {
        foreach (var sku in _skus)
        {
            foreach (var warehouse in InventoryStore.Warehouses)
                await store.ReceiveAsync(sku, warehouse, perRow);
        }
    }

    // Two consumers may meet the same new order, and the primary key tells one of them; but nobody ever waits in a circle.
    private static void NoDeadlock(string sqlState) => Assert.NotEqual(PostgresErrorCodes.DeadlockDetected, sqlState);

    private ReserveStockV1 RandomOrder(Random random) => new(
        Guid.CreateVersion7(),
        [.. random.GetItems(_skus, random.Next(1, 5)).Select(sku => new StockLineV1(sku, random.Next(1, 4)))],
        store.Clock.GetUtcNow().AddMinutes(random.Next(1, 30)));
}
