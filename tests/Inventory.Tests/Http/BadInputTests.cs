using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Commerce.Inventory.Tests;

/// <summary>Whatever is sent, the answer is the documented refusal and the stock stays as it is.</summary>
public sealed class BadInputTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private const string Good = "\"sku\":\"S\",\"warehouse\":\"BER\",\"reason\":\"receipt";

    [Theory]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    [InlineData("{}", 400, 422)]
    [InlineData("{" + Good + "\",\"delta\":1,\"onHand\":99}", 400)] // a field that is not the caller's to set
    [InlineData("{" + Good + "\",\"delta\":\"1\"}", 400)]
    [InlineData("{" + Good + "\",\"delta\":1.5}", 400)]
    [InlineData("{" + Good + "\",\"delta\":99999999999}", 400)]
    [InlineData("{" + Good + "\"}", 422)]
    [InlineData("{" + Good + "\",\"delta\":0}", 422)]
    [InlineData("{" + Good + "\",\"delta\":1000001}", 422)]
    [InlineData("{" + Good + "\",\"delta\":-2147483648}", 422)]
    [InlineData("{" + Good + "\",\"delta\":1,\"setTo\":1,\"expectedVersion\":0}", 422)]
    [InlineData("{" + Good + "\",\"setTo\":1}", 422)]
    [InlineData("{" + Good + "\",\"setTo\":-1,\"expectedVersion\":0}", 422)]
    [InlineData("{" + Good + "\",\"delta\":1,\"reference\":\"\"}", 422)]
    [InlineData("{" + Good + "\",\"delta\":1,\"reference\":\"a\\u0000b\"}", 400, 422)]
    [InlineData("{" + Good + "\",\"delta\":1,\"reference\":\"\\ud800\"}", 400, 422)]
    [InlineData("{\"sku\":\"S\",\"warehouse\":\"BER\",\"reason\":\"sale\",\"delta\":-1}", 422)] // only shipments sell
    [InlineData("{\"sku\":\"a b\",\"warehouse\":\"BER\",\"reason\":\"receipt\",\"delta\":1}", 422)]
    [InlineData("{\"sku\":null,\"warehouse\":null,\"reason\":null,\"delta\":1}", 400, 422)]
    [InlineData("{\"sku\":\"S\",\"warehouse\":\"NOWHERE\",\"reason\":\"receipt\",\"delta\":1}", 422)]
    public async Task Adjustment_ThatIsNoGood_IsRefused(string body, params int[] statuses)
    {
        await RefusedAsync("/api/v1/inventory/adjustments", body, statuses);
        Assert.Equal(0, await inventory.Database.ScalarAsync<long>("SELECT count(*) FROM stock WHERE sku = 'S'"));
    }

    [Theory]
    [InlineData("{\"sku\":\"S\",\"from\":\"BER\",\"to\":\"BER\",\"quantity\":1}", 422)]
    [InlineData("{\"sku\":\"S\",\"from\":\"BER\",\"to\":\"PAR\",\"quantity\":0}", 422)]
    [InlineData("{\"sku\":\"S\",\"from\":\"BER\",\"to\":\"PAR\",\"quantity\":-5}", 422)]
    [InlineData("{\"sku\":\"S\",\"from\":\"BER\",\"to\":\"MOON\",\"quantity\":5}", 422)]
    [InlineData("{\"sku\":\"S\",\"from\":\"BER\",\"to\":\"PAR\",\"quantity\":5}", 409)]
    public async Task Transfer_ThatIsNoGood_IsRefused(string body, int status) => await RefusedAsync("/api/v1/inventory/transfers", body, status);

    [Theory]
    [InlineData("{\"items\":[]}", 422)]
    [InlineData("{\"items\":null}", 400, 422)]
    [InlineData("{\"items\":[null]}", 400, 422)]
    [InlineData("{\"items\":[{" + Good + "\",\"delta\":0}]}", 422)]
    public async Task Batch_ThatIsNoGood_IsRefused(string body, params int[] statuses) => await RefusedAsync("/api/v1/inventory/batch", body, statuses);

    [Fact]
    public async Task Batch_OfMoreThanAThousandItems_IsRefused() => await RefusedAsync(
        "/api/v1/inventory/batch",
        $"{{\"items\":[{string.Join(',', Enumerable.Repeat("{" + Good + "\",\"delta\":1}", 1001))}]}}", 422);

    [Theory]
    [InlineData("berlin", 404)]
    [InlineData("%00", 400, 404)]
    [InlineData("X", 404)]
    public async Task Warehouse_WithABadCode_IsNotFound(string code, params int[] statuses)
    {
        using var response = await inventory.Staff.PutAsJsonAsync($"/api/v1/warehouses/{code}", new { name = "B", country = "DE", priority = 1 }, TestContext.Current.CancellationToken);
        Assert.Contains((int)response.StatusCode, statuses);
    }

    [Theory]
    [InlineData("S/movements", 404)]
    [InlineData("S/movements?limit=0", 422)]
    [InlineData("S/movements?limit=501", 422)]
    [InlineData("S/movements?limit=x", 400)]
    [InlineData("S/movements?cursor=AAAA", 400)]
    [InlineData("S/movements?warehouse=NOWHERE", 422)]
    [InlineData("a%00b/movements", 400, 404)]
    public async Task Movements_AskedForWrongly_AreRefused(string path, params int[] statuses)
    {
        using var response = await inventory.Staff.GetAsync($"/api/v1/inventory/{path}", TestContext.Current.CancellationToken);
        Assert.Contains((int)response.StatusCode, statuses);
    }

    [Theory]
    [InlineData("GET", "warehouses")]
    [InlineData("PUT", "warehouses/BER")]
    [InlineData("GET", "inventory/S/movements")]
    [InlineData("POST", "inventory/adjustments")]
    [InlineData("POST", "inventory/transfers")]
    [InlineData("POST", "inventory/batch")]
    public async Task StaffCall_ByOthers_IsDenied(string method, string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(inventory.Shopper, method, path));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(inventory.Customer, method, path));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/{path}") { Content = JsonContent.Create(new { }) };
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task RefusedAsync(string path, string body, params int[] statuses)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await inventory.Staff.PostAsync(path, content);

        var text = await response.Content.ReadAsStringAsync();
        Assert.True(statuses.Contains((int)response.StatusCode), $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual("", JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }
}
