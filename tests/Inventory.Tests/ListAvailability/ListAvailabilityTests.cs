using System.Net;

namespace Commerce.Inventory.Tests;

public sealed class ListAvailabilityTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task ListAvailability_OfSeveralSkus_SaysWhatIsUnknown()
    {
        await inventory.ReceiveAsync($"{_sku}-A", "BER", 3);
        await inventory.ReceiveAsync($"{_sku}-B", "PAR", 4);

        var body = await InventoryService.ReadAsync(inventory.Shopper, $"/api/v1/inventory?skus={_sku}-B,{_sku}-A,{_sku}-C");

        Assert.Equal([3, 4], body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("available").GetInt32()));
        Assert.Equal($"{_sku}-C", Assert.Single(body.GetProperty("unknown").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("", HttpStatusCode.UnprocessableEntity)]
    [InlineData("?skus=", HttpStatusCode.UnprocessableEntity)]
    [InlineData("?skus=,,", HttpStatusCode.UnprocessableEntity)]
    [InlineData("?skus=a,b%20c", HttpStatusCode.UnprocessableEntity)]
    [InlineData("?skus=a%00b", HttpStatusCode.BadRequest)]
    public async Task ListAvailability_WithoutProperSkus_IsRefused(string query, HttpStatusCode status)
    {
        using var response = await inventory.Shopper.GetAsync($"/api/v1/inventory{query}", TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task ListAvailability_OfMoreThanAHundred_IsRefused()
    {
        using var response = await inventory.Shopper.GetAsync($"/api/v1/inventory?skus={string.Join(',', Enumerable.Range(0, 101))}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }
}
