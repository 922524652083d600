using System.Net;

namespace Commerce.Inventory.Tests;

public sealed class TransferStockTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task TransferStock_WhenAvailable_MovesItUnderOneReference()
    {
        await inventory.ReceiveAsync(_sku, "BER", 10);

        var (status, body) = await inventory.PostAsync("/transfers", new { sku = _sku, from = "BER", to = "PAR", quantity = 4 });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(6, body.GetProperty("from").GetProperty("onHand").GetInt32());
        Assert.Equal(4, body.GetProperty("to").GetProperty("onHand").GetInt32());
        var movements = await inventory.Database.ScalarAsync<string[]>(
            "SELECT array_agg(reason || ' ' || delta ORDER BY id) FROM movements WHERE reference = $1", body.GetProperty("transferId").GetString());
        Assert.Equal(["transfer_out -4", "transfer_in 4"], movements!);
    }

    [Fact]
    public async Task TransferStock_OfWhatOrdersHold_IsRefused()
    {
        await inventory.ReceiveAsync(_sku, "BER", 10);
        await inventory.ReserveAsync(_sku, 7);

        var (status, body) = await inventory.PostAsync("/transfers", new { sku = _sku, from = "BER", to = "PAR", quantity = 4 });

        Assert.Equal((HttpStatusCode.Conflict, "inventory.not_available"), (status, body.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task TransferStock_BothWaysManyTimesAtOnce_KeepsTheTotalAndNeverDeadlocks()
    {
        await inventory.ReceiveAsync(_sku, "BER", 20);
        await inventory.ReceiveAsync(_sku, "PAR", 20);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => inventory.PostAsync(
            "/transfers", i % 2 == 0 ? new { sku = _sku, from = "BER", to = "PAR", quantity = 1 } : new { sku = _sku, from = "PAR", to = "BER", quantity = 1 })));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(40, await inventory.Database.ScalarAsync<long>("SELECT sum(on_hand) FROM stock WHERE sku = $1", _sku));
    }
}
