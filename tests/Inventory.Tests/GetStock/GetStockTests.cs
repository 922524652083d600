using System.Net;
using System.Text.Json;

namespace Commerce.Inventory.Tests;

public sealed class GetStockTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task GetStock_ExplainsWhatIsOnHandByItsMovements()
    {
        await inventory.ReceiveAsync(_sku, "BER", 40);
        await inventory.ReceiveAsync(_sku, "BER", 20);
        await inventory.PostAsync("/adjustments", new { sku = _sku, warehouse = "BER", reason = "damage", delta = -3 });
        await inventory.PostAsync("/transfers", new { sku = _sku, from = "BER", to = "PAR", quantity = 10, note = "For the sale in Paris" });

        var stock = await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock/{_sku}");
        var movements = await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/inventory/{_sku}/movements");

        Assert.Equal(57, stock.GetProperty("onHand").GetInt64());
        var (berlin, paris) = (Place(stock, "BER"), Place(stock, "PAR"));
        Assert.Equal(["receipt 60 2", "damage -3 1", "transfer_out -10 1"], Parts(berlin));
        Assert.Equal(47, berlin.GetProperty("onHand").GetInt32());
        Assert.Equal(["transfer_in 10 1"], Parts(paris));
        Assert.Equal("For the sale in Paris", movements.GetProperty("items")[0].GetProperty("note").GetString());
    }

    [Fact]
    public async Task GetStock_OfAnUnknownSku_IsNotFound()
    {
        using var response = await inventory.Staff.GetAsync($"/api/v1/stock/{_sku}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static JsonElement Place(JsonElement stock, string warehouse) =>
        stock.GetProperty("warehouses").EnumerateArray().Single(place => place.GetProperty("warehouse").GetString() == warehouse);

    private static IEnumerable<string> Parts(JsonElement place) =>
        place.GetProperty("made").EnumerateArray().Select(part => $"{part.GetProperty("reason")} {part.GetProperty("delta")} {part.GetProperty("count")}");
}
