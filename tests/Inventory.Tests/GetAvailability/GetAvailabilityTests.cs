using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Inventory.Tests;

public sealed class GetAvailabilityTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task GetAvailability_ForAShopper_SaysHowManyButNotWhere()
    {
        await inventory.ReceiveAsync(_sku, "BER", 10);
        await inventory.ReceiveAsync(_sku, "PAR", 5);
        await inventory.ReserveAsync(_sku, 2); // in each

        var body = await InventoryService.ReadAsync(inventory.Shopper, $"/api/v1/inventory/{_sku}");

        Assert.Equal(11, body.GetProperty("available").GetInt32());
        Assert.True(body.GetProperty("inStock").GetBoolean());
        Assert.DoesNotContain("BER", body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("onHand", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAvailability_ForStaff_SaysWhere()
    {
        await inventory.ReceiveAsync(_sku, "BER", 10);

        var body = await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/inventory/{_sku}");

        var shelf = Assert.Single(body.GetProperty("items")[0].GetProperty("warehouses").EnumerateArray());
        Assert.Equal(("BER", 10, 1), (shelf.GetProperty("warehouse").GetString(), shelf.GetProperty("onHand").GetInt32(), shelf.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task GetAvailability_ByProduct_SumsItsSkusAndListsThoseWithoutStock()
    {
        var product = Guid.CreateVersion7();
        await inventory.Database.ExecuteAsync(
            "INSERT INTO product_skus (product_id, version, skus) VALUES ($1, 1, $2)", product, new[] { _sku, $"{_sku}-XL" });
        await inventory.ReceiveAsync(_sku, "BER", 3);

        var body = await InventoryService.ReadAsync(inventory.Shopper, $"/api/v1/inventory/{product}");

        Assert.Equal(3, body.GetProperty("available").GetInt32());
        Assert.Equal([3, 0], body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("available").GetInt32()));
    }

    [Fact]
    public async Task GetAvailability_RightAfterAnAdjustment_IsNeverOld()
    {
        for (var expected = 1; expected <= 20; expected++)
        {
            await inventory.ReceiveAsync(_sku, "BER", 1);
            using var response = await inventory.Shopper.GetAsync($"/api/v1/inventory/{_sku}", TestContext.Current.CancellationToken);
            Assert.Equal(expected, (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("available").GetInt32());
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        }
    }

    [Theory]
    [InlineData("NOTHING-LIKE-IT")]
    [InlineData("0197b6c1-0000-7000-8000-000000000000")]
    [InlineData("%27%20OR%201=1")]
    [InlineData("%C3%A4")]
    public async Task GetAvailability_OfWhatDoesNotExist_IsNotFound(string id)
    {
        using var response = await inventory.Shopper.GetAsync($"/api/v1/inventory/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
