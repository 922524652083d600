using System.Net;

namespace Commerce.Inventory.Tests;

public sealed class AdjustStockTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task AdjustStock_WithAReceipt_AddsToTheShelfAndTheLedger()
    {
        var (status, body) = await inventory.PostAsync(
            "/adjustments", new { sku = _sku, warehouse = "BER", reason = "receipt", delta = 40, reference = "delivery 2291" });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(40, body.GetProperty("stock").GetProperty("onHand").GetInt32());
        Assert.Equal(1, body.GetProperty("stock").GetProperty("version").GetInt64());
        Assert.Equal(
            $"receipt delivery 2291 {InventoryService.Keeper} 40 40",
            await inventory.Database.ScalarAsync<string>(
                "SELECT concat_ws(' ', reason, reference, actor, delta, on_hand) FROM movements WHERE sku = $1", _sku));
    }

    [Fact]
    public async Task AdjustStock_BelowWhatOrdersHold_IsRefused()
    {
        await inventory.ReceiveAsync(_sku, "BER", 10);
        await inventory.ReserveAsync(_sku, 4);

        var byDelta = await inventory.PostAsync("/adjustments", new { sku = _sku, warehouse = "BER", reason = "loss", delta = -7 });
        var byCount = await inventory.PostAsync("/adjustments", new { sku = _sku, warehouse = "BER", reason = "count", setTo = 3, expectedVersion = 1 });
        var toTheLimit = await inventory.PostAsync("/adjustments", new { sku = _sku, warehouse = "BER", reason = "loss", delta = -6 });

        Assert.Equal((HttpStatusCode.Conflict, "inventory.below_reserved"), (byDelta.Status, byDelta.Body.GetProperty("code").GetString()));
        Assert.Equal((HttpStatusCode.Conflict, "inventory.below_reserved"), (byCount.Status, byCount.Body.GetProperty("code").GetString()));
        Assert.Equal((HttpStatusCode.OK, 4), (toTheLimit.Status, toTheLimit.Body.GetProperty("stock").GetProperty("onHand").GetInt32()));
    }

    [Fact]
    public async Task AdjustStock_OfWhatWasNeverThere_IsRefusedAndLeavesNoRow()
    {
        var (status, _) = await inventory.PostAsync("/adjustments", new { sku = _sku, warehouse = "BER", reason = "loss", delta = -1 });

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal(0, await inventory.Database.ScalarAsync<long>("SELECT count(*) FROM stock WHERE sku = $1", _sku));
    }

    [Fact]
    public async Task AdjustStock_ToACountThatSomethingMovedSince_IsRefused()
    {
        await inventory.ReceiveAsync(_sku, "BER", 10);
        await inventory.ReceiveAsync(_sku, "BER", 5);

        var stale = await inventory.PostAsync("/adjustments", new { sku = _sku, warehouse = "BER", reason = "count", setTo = 9, expectedVersion = 1 });
        var fresh = await inventory.PostAsync("/adjustments", new { sku = _sku, warehouse = "BER", reason = "count", setTo = 14, expectedVersion = 2 });

        Assert.Equal((HttpStatusCode.Conflict, "inventory.version_changed"), (stale.Status, stale.Body.GetProperty("code").GetString()));
        Assert.Equal((HttpStatusCode.OK, 14), (fresh.Status, fresh.Body.GetProperty("stock").GetProperty("onHand").GetInt32()));
    }

    [Fact]
    public async Task AdjustStock_ByTwentyPeopleAtOnce_CountsEachOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            inventory.PostAsync("/adjustments", new { sku = _sku, warehouse = "PAR", reason = "receipt", delta = 2 })));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(
            "40 20",
            await inventory.Database.ScalarAsync<string>("SELECT concat_ws(' ', on_hand, version) FROM stock WHERE sku = $1", _sku));
    }

    [Fact]
    public async Task AdjustStock_WithTheSameKeyTwentyTimesAtOnce_CountsOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => inventory.PostAsync(
            "/adjustments", new { sku = _sku, warehouse = "PAR", reason = "receipt", delta = 2 }, $"receipt-{_sku}")));

        Assert.Single(answers.Select(a => (a.Status, a.Body.GetRawText())).Distinct());
        Assert.Equal(2, await inventory.Database.ScalarAsync<int>("SELECT on_hand FROM stock WHERE sku = $1", _sku));
    }
}
