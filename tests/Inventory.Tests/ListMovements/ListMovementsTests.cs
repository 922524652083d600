using System.Net;

namespace Commerce.Inventory.Tests;

public sealed class ListMovementsTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task ListMovements_PageByPageWhileMoreHappens_ShowsEachOnceNewestFirst()
    {
        for (var i = 1; i <= 7; i++)
            await inventory.ReceiveAsync(_sku, i % 2 == 0 ? "BER" : "PAR", i);

        var seen = new List<int>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/inventory/{_sku}/movements?limit=3&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("delta").GetInt32()));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
            await inventory.ReceiveAsync(_sku, "ROM", 100);
        }

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
    }

    [Fact]
    public async Task ListMovements_OfOneWarehouse_ShowsOnlyThose()
    {
        await inventory.ReceiveAsync(_sku, "BER", 1);
        await inventory.ReceiveAsync(_sku, "PAR", 2);

        var page = await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/inventory/{_sku}/movements?warehouse=PAR");

        Assert.Equal(2, Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("delta").GetInt32());
    }

    [Fact]
    public async Task ListMovements_WithTheCursorOfAnotherListing_IsRefused()
    {
        await inventory.ReceiveAsync(_sku, "BER", 1);
        await inventory.ReceiveAsync(_sku, "BER", 1);
        var page = await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/inventory/{_sku}/movements?limit=1");

        var cursor = page.GetProperty("nextCursor").GetString();
        using var response = await inventory.Staff.GetAsync(
            $"/api/v1/inventory/{_sku}/movements?warehouse=BER&cursor={cursor}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
