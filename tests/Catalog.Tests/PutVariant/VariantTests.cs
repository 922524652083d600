using System.Text.Json.Nodes;

namespace Commerce.Catalog.Tests;

public sealed class VariantTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task PutVariant_ThenRemoveIt_ThenPutItBack_KeepsTheSkuWithTheProduct()
    {
        var product = await shop.WithPublishedProductAsync();
        var other = await shop.WithPublishedProductAsync();
        var sku = CatalogHost.Unique("V").ToUpperInvariant();

        await (await PutAsync(product, sku, "\"1\"", "Red")).JsonAsync();
        await (await RemoveAsync(product, sku, "\"2\"")).JsonAsync();
        await (await PutAsync(other, sku, "\"1\"", "Red")).RefusedAsync(409, "catalog.sku_taken");
        var again = await (await PutAsync(product, sku, "\"3\"", "Green")).JsonAsync();

        Assert.Equal(["Blue", "Green"], again["variants"]!.AsArray().Select(v => v!["options"]!.Text("Colour")));
        Assert.Equal(4, (await shop.MessagesAsync(product.Id())).Count);
        Assert.Single(await shop.MessagesAsync(other.Id()));
    }

    [Fact]
    public async Task PutVariant_WithTheOptionsOfAnother_IsRefused() =>
        await (await PutAsync(await shop.WithPublishedProductAsync(), "OTHER-SKU", "\"1\"", "Blue")).RefusedAsync(409, "catalog.same_options");

    [Fact]
    public async Task PutVariant_WithAMalformedSku_IsRefused() =>
        await (await PutAsync(await shop.WithPublishedProductAsync(), "lower%20case", "\"1\"", "Red")).RefusedAsync(422, "catalog.invalid_sku");

    [Fact]
    public async Task RemoveVariant_OfNothing_IsRefused() =>
        await (await RemoveAsync(await shop.WithPublishedProductAsync(), "NONE", "\"1\"")).RefusedAsync(404, "catalog.variant_not_found");

    [Fact]
    public async Task SetPrices_OnSale_TellsOnlyThePrice()
    {
        var product = await shop.WithPublishedProductAsync();
        var sku = product["variants"]![0]!.Text("sku");

        await (await PricesAsync(product, sku, "\"1\"", "8.50")).JsonAsync();
        var unchanged = await PricesAsync(product, sku, "\"2\"", "8.50");

        Assert.Equal("\"2\"", unchanged.Tag());
        var messages = await shop.MessagesAsync(product.Id());
        Assert.Equal(["catalog.product-published.v1", "catalog.price-changed.v1"], messages.Select(m => m.Type));
        Assert.Equal(850, (long)messages[1].Data["variants"]![0]!["prices"]![0]!["minorUnits"]!);
        Assert.Equal(850L, await shop.Database.ScalarAsync<long>("SELECT minor_units FROM prices WHERE sku = $1 AND currency = 'EUR'", sku));
        Assert.Equal(1L, await shop.Database.ScalarAsync<long>("SELECT count(*) FROM listed_prices WHERE product_id = $1", product.Id()));
    }

    private Task<HttpResponseMessage> PutAsync(JsonNode product, string sku, string tag, string colour) =>
        shop.Staff.SendIfMatchAsync(HttpMethod.Put, $"/api/v1/products/{product.Id()}/variants/{sku}", tag, new
        {
            options = new Dictionary<string, string> { ["Colour"] = colour },
            prices = new[] { new { amount = "9.00", currency = "EUR" } },
        });

    private Task<HttpResponseMessage> RemoveAsync(JsonNode product, string sku, string tag) =>
        shop.Staff.SendIfMatchAsync(HttpMethod.Delete, $"/api/v1/products/{product.Id()}/variants/{sku}", tag);

    private Task<HttpResponseMessage> PricesAsync(JsonNode product, string sku, string tag, string amount) =>
        shop.Staff.SendIfMatchAsync(HttpMethod.Put, $"/api/v1/products/{product.Id()}/variants/{sku}/prices", tag, new
        {
            prices = new[] { new { amount, currency = "EUR" } },
        });
}
