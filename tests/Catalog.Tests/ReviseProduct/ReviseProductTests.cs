using System.Text.Json.Nodes;

namespace Commerce.Catalog.Tests;

public sealed class ReviseProductTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    private readonly string _sku = CatalogHost.Unique("SKU").ToUpperInvariant();

    [Fact]
    public async Task ReviseProduct_ChangesContentVariantsAndPrices_AsOneVersion()
    {
        var product = await shop.WithPublishedProductAsync();
        var sku = product["variants"]![0]!.Text("sku");

        var after = await (await ReviseAsync(product, "\"1\"", "Better", Part(_sku, "Red", "7.00"), Part(sku, "Blue", "9.00"))).JsonAsync();

        Assert.Equal(2, (long)after["version"]!);
        Assert.Equal([_sku, sku], after["variants"]!.AsArray().Select(v => v!.Text("sku")));
        var seen = await (await shop.Shopper.GetAsync($"/api/v1/products/{product.Id()}", TestContext.Current.CancellationToken)).JsonAsync();
        Assert.Equal(after.ToJsonString(), seen.ToJsonString());
        Assert.Equal(["catalog.product-published.v1", "catalog.product-published.v1"], (await shop.MessagesAsync(product.Id())).Select(m => m.Type));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReviseProduct_WhereTwoVariantsSwapTheirOptions_IsDone(bool publish)
    {
        var body = CatalogHost.NewProduct(await shop.WithCategoryAsync(), publish: publish);
        var product = await shop.WithProductAsync(body);
        var (first, second) = (product["variants"]![0]!.Text("sku"), _sku);
        await (await ReviseAsync(product, "\"1\"", "A", Part(first, "Blue"), Part(second, "Red"))).JsonAsync();

        var after = await (await ReviseAsync(product, "\"2\"", "A", Part(first, "Red"), Part(second, "Blue"))).JsonAsync();

        Assert.Equal(["Red", "Blue"], after["variants"]!.AsArray().Select(v => v!["options"]!.Text("Colour")));
    }

    [Fact]
    public async Task ReviseProduct_WhenSomebodyElseSavedFirst_ChangesNothing()
    {
        var product = await shop.WithPublishedProductAsync();
        var sku = product["variants"]![0]!.Text("sku");

        var answers = await Task.WhenAll(ReviseAsync(product, "\"1\"", "By Ada", Part(sku)), ReviseAsync(product, "\"1\"", "By Grace", Part(sku)));

        Assert.Equal([200, 412], answers.Select(a => (int)a.StatusCode).Order());
        await (await ReviseAsync(product, null, "By nobody", Part(sku))).RefusedAsync(428);
    }

    [Fact]
    public async Task ReviseProduct_OfWhatIsOnSale_NeedsAVariantAndItsPrice()
    {
        var product = await shop.WithPublishedProductAsync();

        await (await ReviseAsync(product, "\"1\"", "A")).RefusedAsync(409, "catalog.product_not_ready");
        await (await ReviseAsync(product, "\"1\"", "A", new { sku = _sku, options = new { Colour = "Red" }, prices = Array.Empty<object>() }))
            .RefusedAsync(409, "catalog.price_needed");
    }

    [Fact]
    public async Task ReviseProduct_WithASkuOfAnotherProduct_ChangesNothing()
    {
        var (product, other) = (await shop.WithPublishedProductAsync(), await shop.WithPublishedProductAsync());

        await (await ReviseAsync(product, "\"1\"", "A", Part(other["variants"]![0]!.Text("sku")))).RefusedAsync(409, "catalog.sku_taken");

        Assert.Equal(1, await shop.Database.ScalarAsync<long>("SELECT version FROM products WHERE id = $1", product.Id()));
    }

    [Fact]
    public async Task ReviseProduct_WithABadVariant_SaysWhichOne()
    {
        var product = await shop.WithPublishedProductAsync();

        var problem = await (await ReviseAsync(product, "\"1\"", "", Part(_sku), Part("no sku"))).JsonAsync(422);

        Assert.Equal(["/name", "/variants/1/sku"], problem["errors"]!.AsArray().Select(e => e!.Text("pointer")).Distinct().Order());
    }

    private static object Part(string sku, string colour = "Green", string amount = "5.00") =>
        new { sku, options = new Dictionary<string, string> { ["Colour"] = colour }, prices = new[] { new { amount, currency = "EUR" } } };

    private Task<HttpResponseMessage> ReviseAsync(JsonNode product, string? tag, string name, params object[] variants) => shop.Staff.SendIfMatchAsync(
        HttpMethod.Put, $"/api/v1/catalog/products/{product.Id()}", tag,
        new
        {
            slug = product.Text("slug"),
            name,
            description = "",
            brand = "Fellgate",
            categoryId = product.Text("categoryId"),
            attributes = new { Material = "Wool" },
            variants,
        });
}
