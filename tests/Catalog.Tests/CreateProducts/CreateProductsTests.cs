using System.Net.Http.Json;

namespace Commerce.Catalog.Tests;

public sealed class CreateProductsTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task CreateProducts_WithSomeBadItems_StoresTheOthers()
    {
        var category = await shop.WithCategoryAsync();
        var sku = CatalogHost.Unique("TWIN").ToUpperInvariant();
        var invalid = CatalogHost.NewProduct(category);
        invalid["name"] = "";
        object[] items =
        [
            CatalogHost.NewProduct(category),
            CatalogHost.NewProduct(Guid.CreateVersion7()),
            CatalogHost.NewProduct(category, sku: sku),
            CatalogHost.NewProduct(category, sku: sku),
            invalid,
            CatalogHost.NewProduct(category, publish: false),
        ];

        var answer = await (await shop.Staff.PostAsJsonAsync("/api/v1/products/batch", new { items }, TestContext.Current.CancellationToken)).JsonAsync();

        Assert.Equal(3, (int)answer["created"]!);
        var results = answer["items"]!.AsArray();
        int[] statuses = [.. results.Select(r => (int)r!["status"]!)];
        Assert.Equal([201, 422], statuses[..2]);
        Assert.Equal([201, 409], statuses[2..4].Order());
        Assert.Equal([422, 201], statuses[4..]);
        Assert.Equal("catalog.unknown_category", results[1]!["error"]!.Text("code"));
        Assert.Equal("/name", results[4]!["error"]!["errors"]![0]!.Text("pointer"));
        foreach (var created in results.Where(r => (int)r!["status"]! == 201))
            await (await shop.Staff.GetAsync($"/api/v1/products/{created!.Id()}", TestContext.Current.CancellationToken)).JsonAsync();
        Assert.Single(await shop.MessagesAsync(results[0]!.Id()));
        Assert.Empty(await shop.MessagesAsync(results[5]!.Id()));
    }

    [Fact]
    public async Task CreateProducts_InParallelWithTheSameItems_CreatesEachOnce()
    {
        var category = await shop.WithCategoryAsync();
        var items = Enumerable.Range(0, 40).Select(_ => CatalogHost.NewProduct(category)).ToArray();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            object[] shuffled = [.. items.OrderBy(i => (((string)i["slug"]!).GetHashCode(StringComparison.Ordinal) * (n + 1)) % 97)];
            return await (await shop.Staff.PostAsJsonAsync("/api/v1/products/batch", new { items = shuffled }, TestContext.Current.CancellationToken)).JsonAsync();
        }));

        Assert.Equal(items.Length, answers.Sum(a => (int)a["created"]!));
    }

    [Theory]
    [InlineData("{\"items\":[]}", 422)]
    [InlineData("{\"items\":null}", 422)]
    [InlineData("{\"items\":[null]}", 422)]
    [InlineData("{\"items\":[{\"name\":1}]}", 400)]
    [InlineData("{}", 422)]
    public async Task CreateProducts_Malformed_IsRefused(string json, int status)
    {
        var answer = await shop.Staff.PostAsync(
            "/api/v1/products/batch", new StringContent(json, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.True((int)answer.StatusCode == status || (int)answer.StatusCode == 400, $"{answer.StatusCode}");
        await answer.RefusedAsync((int)answer.StatusCode);
    }

    [Fact]
    public async Task CreateProducts_WithMoreThanTheLimit_IsRefused()
    {
        var items = Enumerable.Range(0, CreateProducts.MaxItems + 1).Select(_ => CatalogHost.NewProduct(Guid.CreateVersion7()));

        await (await shop.Staff.PostAsJsonAsync("/api/v1/products/batch", new { items }, TestContext.Current.CancellationToken)).RefusedAsync(422, "validation_failed");
    }
}
