using System.Diagnostics;
using Commerce.Inventory.Contracts;

namespace Commerce.Inventory.Tests;

public sealed class ReserveStockTests(InventoryStore store, ITestOutputHelper output) : IClassFixture<InventoryStore>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";
    private readonly string _other = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task ReserveStock_WhenAvailable_HoldsEveryLineAndSaysWhere()
    {
        await store.ReceiveAsync(_sku, "PAR", 5);
        await store.ReceiveAsync(_other, "PAR", 5);
        var command = Order((_sku, 2), (_other, 3));

        var reserved = Assert.IsType<StockReservedV1>(Assert.Single(await store.HandleAsync(command)));

        Assert.Equal(command.OrderId, reserved.OrderId);
        Assert.Equal(command.ExpiresAt, reserved.ExpiresAt, TimeSpan.FromMicroseconds(1));
        Assert.Equivalent(new AllocationV1[] { new(_sku, "PAR", 2), new(_other, "PAR", 3) }, reserved.Allocations, strict: true);
        Assert.Equal((5, 2), await store.StockAsync(_sku));
        Assert.Equal((5, 3), await store.StockAsync(_other));
        await store.AssertSoundAsync();
    }

    [Fact]
    public async Task ReserveStock_WhenOneLineIsShort_RejectsTheWholeOrder()
    {
        await store.ReceiveAsync(_sku, "BER", 5);
        await store.ReceiveAsync(_other, "BER", 2);

        var rejected = Assert.IsType<StockRejectedV1>(Assert.Single(await store.HandleAsync(Order((_sku, 1), (_other, 3)))));

        Assert.Equal("out_of_stock", rejected.Reason);
        Assert.Equal([new(_other, 3, 2)], rejected.Shortages);
        Assert.Equal((5, 0), await store.StockAsync(_sku));
    }

    [Fact]
    public async Task ReserveStock_WhenASkuIsUnknown_IsRejectedAsSuch() =>
        Assert.Equal("unknown_sku", Assert.IsType<StockRejectedV1>(Assert.Single(await store.HandleAsync(Order((_sku, 1))))).Reason);

    [Fact]
    public async Task ReserveStock_InABatch_GivesTheLastPiecesToTheOrderThatCameFirst()
    {
        await store.ReceiveAsync(_sku, "ROM", 5);

        var answers = await store.HandleAsync(Order((_sku, 3)), Order((_sku, 3)), Order((_sku, 2)));

        Assert.Collection(
            answers,
            first => Assert.IsType<StockReservedV1>(first),
            second => Assert.Equal([new(_sku, 3, 2)], Assert.IsType<StockRejectedV1>(second).Shortages),
            third => Assert.IsType<StockReservedV1>(third));
        Assert.Equal((5, 5), await store.StockAsync(_sku));
    }

    [Fact]
    public async Task ReserveStock_WhenTheSameSkuComesTwice_CountsBothLines()
    {
        await store.ReceiveAsync(_sku, "ROM", 5);

        Assert.IsType<StockRejectedV1>(Assert.Single(await store.HandleAsync(Order((_sku, 3), (_sku, 3)))));
    }

    [Fact]
    public async Task ReserveStock_Again_AnswersTheSameAndHoldsNothingMore()
    {
        await store.ReceiveAsync(_sku, "BER", 5);
        var held = Order((_sku, 4));
        var refused = Order((_sku, 9));
        var first = await store.HandleAsync(held, refused);
        await store.ReceiveAsync(_sku, "BER", 20); // the refused order could be met now, but it was already told

        var again = await store.HandleAsync(held, refused);

        Assert.Equivalent(first, again, strict: true);
        Assert.Equal((25, 4), await store.StockAsync(_sku));
    }

    [Fact]
    public async Task ReserveStock_AfterItsRelease_IsRefused()
    {
        await store.ReceiveAsync(_sku, "BER", 5);
        var order = Order((_sku, 1));
        Assert.IsType<StockReleasedV1>(Assert.Single(await store.HandleAsync(new ReleaseStockV1(order.OrderId, "cancelled"))));

        var rejected = Assert.IsType<StockRejectedV1>(Assert.Single(await store.HandleAsync(order)));

        Assert.Equal("released", rejected.Reason);
        Assert.Equal((5, 0), await store.StockAsync(_sku));
    }

    [Fact]
    public async Task ReserveStock_OfTheSameOrderAtTheSameTime_HoldsOnce()
    {
        await store.ReceiveAsync(_sku, "BER", 500);
        foreach (var round in Enumerable.Range(1, 10))
        {
            var order = Order((_sku, 3));
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => store.HandleAgainAfterRacesAsync(_ => { }, order)));

            Assert.All(answers.SelectMany(a => a), answer => Assert.IsType<StockReservedV1>(answer));
            Assert.Equal((500, 3 * round), await store.StockAsync(_sku));
        }
    }

    /// <summary>The batch handler alone: locking, deciding, writing and committing, 100 orders of two lines at a time.</summary>
    [Fact]
    public async Task ReserveStock_InBatchesOfAHundred_TellsItsThroughput()
    {
        const int Batches = 40;
        var skus = Enumerable.Range(0, 300).Select(i => $"{_sku}-{i}").ToArray();
        foreach (var sku in skus)
            await store.ReceiveAsync(sku, "BER", 1000);
        ReserveStockV1[][] batches =
            [.. Enumerable.Range(0, Batches).Select(b => Enumerable.Range(0, 100).Select(i => Order((skus[(b + i) % 300], 1), (skus[(b + 3 * i) % 300], 1))).ToArray())];
        await store.HandleAsync(batches[0]);

        var started = Stopwatch.GetTimestamp();
        foreach (var batch in batches[1..])
            Assert.Equal(100, (await store.HandleAsync(batch)).Count);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        output.WriteLine($"{(Batches - 1) * 100 / seconds:F0} reservations/s by one consumer, {seconds * 1000 / (Batches - 1):F1} ms a batch of 100");
        await store.AssertSoundAsync();
    }

    private ReserveStockV1 Order(params (string Sku, int Quantity)[] lines) =>
        new(Guid.CreateVersion7(), [.. lines.Select(l => new StockLineV1(l.Sku, l.Quantity))], store.In15Minutes);
}
