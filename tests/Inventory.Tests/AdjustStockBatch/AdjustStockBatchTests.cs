using System.Net;

namespace Commerce.Inventory.Tests;

public sealed class AdjustStockBatchTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task AdjustStockBatch_WithGoodAndBadItems_AppliesTheGoodOnesAndNamesTheBad()
    {
        var (status, body) = await inventory.PostAsync("/batch", new
        {
            items = new object[]
            {
                new { sku = _sku, warehouse = "BER", reason = "receipt", delta = 40 },
                new { sku = _sku, warehouse = "BER", reason = "loss", delta = -41 },
                new { sku = _sku, warehouse = "NOWHERE", reason = "receipt", delta = 1 },
                new { sku = _sku, warehouse = "BER", reason = "damage", delta = -10 },
            },
        });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((2, 2), (body.GetProperty("applied").GetInt32(), body.GetProperty("refused").GetInt32()));
        var items = body.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("inventory.below_reserved", items[1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("inventory.unknown_warehouse", items[2].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(30, items[3].GetProperty("stock").GetProperty("onHand").GetInt32());
        Assert.Equal(30, await inventory.Database.ScalarAsync<int>("SELECT on_hand FROM stock WHERE sku = $1", _sku));
    }

    [Fact]
    public async Task AdjustStockBatch_OfAThousandItemsFromFourPeopleAtOnce_LosesNothing()
    {
        var skus = Enumerable.Range(0, 1000).Select(i => $"{_sku}-{i}").ToArray();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(person => inventory.PostAsync("/batch", new
        {
            items = skus.OrderBy(s => HashCode.Combine(s, person)).Select(sku => new { sku, warehouse = "ROM", reason = "receipt", delta = 3 }),
        })));

        Assert.All(answers, a => Assert.Equal((HttpStatusCode.OK, 1000), (a.Status, a.Body.GetProperty("applied").GetInt32())));
        Assert.Equal(1000, await inventory.Database.ScalarAsync<long>("SELECT count(*) FROM stock WHERE on_hand = 12 AND sku = ANY ($1)", [skus]));
    }
}
