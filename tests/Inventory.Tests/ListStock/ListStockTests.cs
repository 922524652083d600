using System.Net;
using System.Text.Json;

namespace Commerce.Inventory.Tests;

public sealed class ListStockTests(InventoryService inventory) : IClassFixture<InventoryService>
{
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}".ToUpperInvariant();

    [Fact]
    public async Task ListStock_PageByPage_ShowsEverySkuInEveryWarehouseOnce()
    {
        foreach (var (sku, warehouse) in new[] { ("B", "PAR"), ("A", "ROM"), ("A", "BER"), ("C", "BER"), ("B", "BER") })
            await inventory.ReceiveAsync($"{_sku}-{sku}", warehouse, 5);

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock?q={_sku.ToLowerInvariant()}&limit=2&cursor={cursor}");
            seen.AddRange(Items(page).Select(row => $"{row.GetProperty("sku").GetString()![^1]} {row.GetProperty("warehouse").GetString()}"));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }

        Assert.Equal(["A BER", "A ROM", "B BER", "B PAR", "C BER"], seen);
    }

    [Fact]
    public async Task ListStock_ByWordsOfTheName_FindsWhatTheCatalogueCallsIt()
    {
        var word = $"Lamp{Guid.CreateVersion7():N}";
        await inventory.ReceiveAsync(_sku, "BER", 5);
        await inventory.Database.ExecuteAsync(
            "INSERT INTO sku_names (sku, product_id, name) VALUES ($1, $2, $3)", _sku, Guid.CreateVersion7(), $"Floor {word}, oak");

        var found = Items(await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock?q=flo {word[..20]}"));
        var other = Items(await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock?q=desk {word}"));
        var marks = Items(await InventoryService.ReadAsync(inventory.Staff, "/api/v1/stock?q=%26%21%3A*"));

        Assert.Equal($"Floor {word}, oak", Assert.Single(found).GetProperty("name").GetString());
        Assert.Empty(other);
        Assert.Empty(marks);
    }

    [Fact]
    public async Task ListStock_OfWhatIsLowInOneWarehouse_ShowsOnlyThat()
    {
        await inventory.ReceiveAsync(_sku + "-A", "BER", 5);
        await inventory.ReceiveAsync(_sku + "-A", "PAR", 5);
        await inventory.ReceiveAsync(_sku + "-B", "BER", 5);
        await inventory.ReserveAsync(_sku + "-A", 5);

        var low = Items(await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock?q={_sku}&low=true"));
        var lowInBerlin = Items(await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock?q={_sku}&low=true&warehouse=BER"));

        Assert.Equal(["BER", "PAR"], low.Select(row => row.GetProperty("warehouse").GetString()));
        Assert.All(low, row => Assert.Equal((_sku + "-A", 0), (row.GetProperty("sku").GetString(), row.GetProperty("available").GetInt32())));
        Assert.Equal("BER", Assert.Single(lowInBerlin).GetProperty("warehouse").GetString());
    }

    [Theory]
    [InlineData("sku", "A BER,A ROM,B BER,B PAR,C BER")]
    [InlineData("-sku", "C BER,B PAR,B BER,A ROM,A BER")]
    [InlineData("available", "B PAR,A BER,C BER,B BER,A ROM")]
    [InlineData("-available", "A ROM,B BER,C BER,A BER,B PAR")]
    [InlineData("onHand", "B PAR,C BER,A BER,B BER,A ROM")]
    [InlineData("-onHand", "A ROM,B BER,A BER,C BER,B PAR")]
    public async Task ListStock_Sorted_ShowsEveryRowOnceInThatOrder_PageByPage(string sort, string order)
    {
        foreach (var (sku, warehouse, quantity) in new[] { ("B", "PAR", 1), ("A", "ROM", 90), ("A", "BER", 9), ("C", "BER", 8), ("B", "BER", 40) })
            await inventory.ReceiveAsync($"{_sku}-{sku}", warehouse, quantity);
        await inventory.Database.ExecuteAsync("UPDATE stock SET reserved = 2 WHERE sku = $1 AND warehouse = 'BER'", $"{_sku}-A");

        var (seen, pages) = (new List<string>(), 0);
        for (string? cursor = ""; cursor is not null; pages++)
        {
            var page = await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock?q={_sku}&limit=2&sort={sort}&cursor={cursor}");
            seen.AddRange(Items(page).Select(row => $"{row.GetProperty("sku").GetString()![^1]} {row.GetProperty("warehouse").GetString()}"));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }

        Assert.Equal((order, 3), (string.Join(',', seen), pages));
    }

    [Fact]
    public async Task ListStock_WithTheCursorOfAnotherOrder_IsRefused()
    {
        await inventory.ReceiveAsync(_sku + "-A", "BER", 5);
        await inventory.ReceiveAsync(_sku + "-B", "BER", 5);
        var cursor = (await InventoryService.ReadAsync(inventory.Staff, $"/api/v1/stock?q={_sku}&limit=1&sort=available")).GetProperty("nextCursor").GetString();

        using var response = await inventory.Staff.GetAsync($"/api/v1/stock?q={_sku}&limit=1&sort=-available&cursor={cursor}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("warehouse=MOON", 422)]
    [InlineData("limit=501", 422)]
    [InlineData("low=perhaps", 400)]
    [InlineData("sort=price", 422)]
    [InlineData("sort=available;DROP", 422)]
    [InlineData("cursor=abc", 400)]
    [InlineData("q=a%00b", 400, 422)]
    public async Task ListStock_AskedForWhatCannotBe_IsRefused(string query, params int[] statuses)
    {
        using var response = await inventory.Staff.GetAsync($"/api/v1/stock?{query}", TestContext.Current.CancellationToken);
        Assert.Contains((int)response.StatusCode, statuses);
    }

    [Fact]
    public async Task ListStock_ByACustomer_IsRefused()
    {
        using var response = await inventory.Customer.GetAsync("/api/v1/stock", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static List<JsonElement> Items(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];
}
