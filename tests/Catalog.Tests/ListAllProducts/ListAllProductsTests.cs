using System.Text.Json.Nodes;

namespace Commerce.Catalog.Tests;

public sealed class ListAllProductsTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task ListAllProducts_ShowsEveryStatus_AndNarrowsToOne()
    {
        var category = await shop.WithCategoryAsync();
        var draft = await shop.WithProductAsync(CatalogHost.NewProduct(category, publish: false));
        var onSale = await shop.WithPublishedProductAsync(category);

        var all = Items(await ReadAsync($"category={category}"));
        var drafts = Items(await ReadAsync($"category={category}&status=draft"));

        Assert.Equal([onSale.Id(), draft.Id()], all.Select(item => item.Id()));
        Assert.Equal(draft.Id(), Assert.Single(drafts).Id());
        Assert.Equal(1, (long)drafts[0]["version"]!);
    }

    [Theory]
    [InlineData("updatedAt")]
    [InlineData("-updatedAt")]
    [InlineData("name")]
    [InlineData("-name")]
    public async Task ListAllProducts_PageByPage_ShowsEachOnceInOrder(string sort)
    {
        var category = await shop.WithCategoryAsync();
        for (var i = 0; i < 5; i++)
            await shop.WithPublishedProductAsync(category);
        var whole = Items(await ReadAsync($"category={category}&sort={sort}")).Select(item => item.Id());

        var seen = new List<Guid>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await ReadAsync($"category={category}&sort={sort}&limit=2&cursor={cursor}");
            seen.AddRange(Items(page).Select(item => item.Id()));
            cursor = (string?)page["nextCursor"];
        }

        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(whole, seen);
    }

    [Fact]
    public async Task ListAllProducts_BySkuOrBeginningOfAWord_FindsIt()
    {
        var sku = CatalogHost.Unique("SKU").ToUpperInvariant();
        var word = $"kettle{Guid.CreateVersion7():N}";
        var body = CatalogHost.NewProduct(await shop.WithCategoryAsync(), sku: sku);
        body["name"] = $"A {word}";
        var product = await shop.WithProductAsync(body);

        Assert.Equal(product.Id(), Assert.Single(Items(await ReadAsync($"q={sku[..^3].ToLowerInvariant()}"))).Id());
        Assert.Equal(product.Id(), Assert.Single(Items(await ReadAsync($"q={word[..30]}"))).Id());
        Assert.Empty(Items(await ReadAsync("q=%26%21")));
    }

    [Theory]
    [InlineData("status=gone")]
    [InlineData("sort=price")]
    [InlineData("limit=501")]
    public async Task ListAllProducts_AskedForWhatCannotBe_IsRefused(string query) => await (await shop.Staff.GetAsync(
        $"/api/v1/catalog/products?{query}", TestContext.Current.CancellationToken)).RefusedAsync(422);

    [Fact]
    public async Task ListAllProducts_ByAShopper_IsRefused() =>
        await (await shop.Shopper.GetAsync("/api/v1/catalog/products", TestContext.Current.CancellationToken)).RefusedAsync(401);

    private async Task<JsonNode> ReadAsync(string query) =>
        await (await shop.Staff.GetAsync($"/api/v1/catalog/products?{query}", TestContext.Current.CancellationToken)).JsonAsync();

    private static List<JsonNode> Items(JsonNode page) => [.. page["items"]!.AsArray().Select(item => item!)];
}
