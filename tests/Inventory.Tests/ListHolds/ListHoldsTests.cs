using System.Text.Json;

namespace Commerce.Inventory.Tests;

public sealed class ListHoldsTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task ListHolds_ShowsWhatOrdersHold_AndNothingElse()
    {
        await inventory.ReceiveAsync(_sku, "BER", 50);
        await inventory.ReceiveAsync(_sku, "PAR", 50);
        var held = await OrderAsync("held", "BER", quantity: 4);
        var partly = await OrderAsync("confirmed", "BER", quantity: 5, shipped: 2);
        var both = await OrderAsync("confirmed", "PAR", quantity: 1);
        await OrderAsync("confirmed", "BER", quantity: 3, shipped: 3);
        await OrderAsync("released", "BER", quantity: 6);
        await OrderAsync("expired", "BER", quantity: 7);

        var all = await ReadAsync("limit=2");
        var rest = await ReadAsync($"limit=2&cursor={all.GetProperty("nextCursor").GetString()}");
        var berlin = await ReadAsync("warehouse=BER");
        var stock = await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock/{_sku}");

        Assert.Equal([$"{held} 4 held", $"{partly} 3 confirmed"], Rows(all));
        Assert.Equal([$"{both} 1 confirmed"], Rows(rest));
        Assert.Equal([$"{held} 4 held", $"{partly} 3 confirmed"], Rows(berlin));
        Assert.Equal([2, 1], stock.GetProperty("warehouses").EnumerateArray().Select(place => place.GetProperty("holds").GetInt64()));
    }

    private async Task<Guid> OrderAsync(string status, string warehouse, int quantity, int shipped = 0)
    {
        var order = Guid.CreateVersion7();
        await inventory.Database.ExecuteAsync(
            "INSERT INTO reservations (order_id, status, expires_at, decided_at) VALUES ($1, $2, CASE WHEN $2 = 'held' THEN now() + interval '1 day' END, now())",
            order, status);
        await inventory.Database.ExecuteAsync(
            "INSERT INTO allocations (order_id, sku, warehouse, quantity, shipped) VALUES ($1, $2, $3, $4, $5)", order, _sku, warehouse, quantity, shipped);
        return order;
    }

    private Task<JsonElement> ReadAsync(string query) => InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock/{_sku}/holds?{query}");

    private static IEnumerable<string> Rows(JsonElement page) => page.GetProperty("items").EnumerateArray()
        .Select(hold => $"{hold.GetProperty("orderId")} {hold.GetProperty("quantity")} {hold.GetProperty("status")}");
}
