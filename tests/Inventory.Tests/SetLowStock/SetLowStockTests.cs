using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Inventory.Tests;

public sealed class SetLowStockTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task SetLowStock_AtTheLimit_IsLow_AndAboveItIsNot()
    {
        await inventory.ReceiveAsync(_sku, "BER", 12);
        await inventory.ReserveAsync(_sku, 2);

        var (_, at) = await PutAsync(_sku, "BER", 10);
        Assert.True(at.GetProperty("isLow").GetBoolean());
        await inventory.ReceiveAsync(_sku, "BER", 1);

        var row = Assert.Single((await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock?q={_sku}")).GetProperty("items").EnumerateArray());
        Assert.Equal((10, 11, false), (row.GetProperty("lowAt").GetInt32(), row.GetProperty("available").GetInt32(), row.GetProperty("isLow").GetBoolean()));
    }

    [Fact]
    public async Task SetLowStock_TwiceTheSame_AnswersTheSameAndMovesNothing()
    {
        await inventory.ReceiveAsync(_sku, "BER", 12);

        var (first, one) = await PutAsync(_sku, "BER", 3);
        var (second, two) = await PutAsync(_sku, "BER", 3);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first, second));
        Assert.Equal(one.GetRawText(), two.GetRawText());
        Assert.Equal(1, two.GetProperty("version").GetInt64());
    }

    [Theory]
    [InlineData(-1, 422)]
    [InlineData(1_000_001, 422)]
    public async Task SetLowStock_ToWhatCannotBe_IsRefused(int lowAt, int status)
    {
        await inventory.ReceiveAsync(_sku, "BER", 12);
        Assert.Equal(status, (int)(await PutAsync(_sku, "BER", lowAt)).Status);
    }

    [Fact]
    public async Task SetLowStock_WhereItNeverLay_IsNotFound()
    {
        await inventory.ReceiveAsync(_sku, "BER", 12);
        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(_sku, "PAR", 1)).Status);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(string sku, string warehouse, int lowAt)
    {
        using var response = await inventory.Staff.PutAsJsonAsync($"/api/v1/stock/{sku}/warehouses/{warehouse}/low", new { lowAt });
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
