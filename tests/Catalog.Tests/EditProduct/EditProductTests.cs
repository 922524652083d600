using System.Text.Json.Nodes;

namespace Commerce.Catalog.Tests;

public sealed class EditProductTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task EditProduct_OnSale_IsSeenAtOnceAndTold()
    {
        var product = await shop.WithPublishedProductAsync();
        var url = $"/api/v1/products/{product.Id()}";
        await shop.Shopper.GetAsync(url, TestContext.Current.CancellationToken);

        await (await EditAsync(product, "\"1\"", "A better name")).JsonAsync();

        var seen = await shop.Shopper.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal("A better name", (await seen.JsonAsync()).Text("name"));
        Assert.Equal("\"2\"", seen.Tag());
        Assert.Equal(
            ["catalog.product-published.v1", "catalog.product-published.v1"], (await shop.MessagesAsync(product.Id())).Select(m => m.Type));
    }

    [Fact]
    public async Task EditProduct_ByTwoEditorsAtOnce_LetsOneThrough()
    {
        var product = await shop.WithPublishedProductAsync();
        for (var round = 1; round <= 10; round++)
        {
            var answers = await Task.WhenAll(EditAsync(product, $"\"{round}\"", "By Ada"), EditAsync(product, $"\"{round}\"", "By Grace"));

            Assert.Equal([200, 412], answers.Select(a => (int)a.StatusCode).Order());
        }

        var messages = await shop.MessagesAsync(product.Id());
        Assert.Equal(Enumerable.Range(1, 11).Select(v => (long)v), messages.Select(m => (long)m.Data["version"]!));
    }

    [Fact]
    public async Task EditProduct_WithoutIfMatch_IsRefused() =>
        await (await EditAsync(await shop.WithPublishedProductAsync(), tag: null, "Name")).RefusedAsync(428);

    [Theory]
    [InlineData("\"999\"")]
    [InlineData("*")]
    [InlineData("1")]
    [InlineData("W/\"1\"")]
    [InlineData("\"1\", \"2\"")]
    public async Task EditProduct_WithAnotherTag_IsRefused(string tag) =>
        await (await EditAsync(await shop.WithPublishedProductAsync(), tag, "Name")).RefusedAsync(412);

    [Fact]
    public async Task EditProduct_ToATakenSlug_IsRefusedAndChangesNothing()
    {
        var first = await shop.WithPublishedProductAsync();
        var second = await shop.WithPublishedProductAsync();

        await (await EditAsync(second, "\"1\"", "Name", slug: first.Text("slug"))).RefusedAsync(409, "catalog.slug_taken");

        Assert.Single(await shop.MessagesAsync(second.Id()));
    }

    [Fact]
    public async Task EditProduct_ToAnUnknownCategory_IsRefused()
    {
        var product = await shop.WithPublishedProductAsync();

        await (await EditAsync(product, "\"1\"", "Name", category: Guid.CreateVersion7())).RefusedAsync(422, "catalog.unknown_category");
    }

    [Fact]
    public async Task EditProduct_OfNothing_IsRefused()
    {
        var unknown = (await shop.WithPublishedProductAsync()).DeepClone();
        unknown["id"] = Guid.CreateVersion7();

        await (await EditAsync(unknown, "\"1\"", "Name")).RefusedAsync(404, "catalog.product_not_found");
    }

    [Fact]
    public async Task EditProduct_KeepsAttributesInTheirOrderAndType()
    {
        var product = await shop.WithPublishedProductAsync();
        var attributes = JsonNode.Parse("""{"Zeta":"z","Alpha":["b","a"],"Weight (g)":12.50,"Vegan":true}""")!;

        await (await EditAsync(product, "\"1\"", "Name", attributes: attributes)).JsonAsync();

        var seen = await (await shop.Shopper.GetAsync($"/api/v1/products/{product.Id()}", TestContext.Current.CancellationToken)).JsonAsync();
        Assert.Equal("""{"Zeta":"z","Alpha":["b","a"],"Weight (g)":12.50,"Vegan":true}""", seen["attributes"]!.ToJsonString());
    }

    private Task<HttpResponseMessage> EditAsync(
        JsonNode product, string? tag, string name, string? slug = null, Guid? category = null, JsonNode? attributes = null) =>
        shop.Staff.SendIfMatchAsync(HttpMethod.Put, $"/api/v1/products/{product.Id()}", tag, new
        {
            slug = slug ?? product.Text("slug"),
            name,
            description = "Edited.",
            brand = "Fellgate",
            categoryId = category ?? product["categoryId"]!.GetValue<Guid>(),
            attributes = attributes ?? new JsonObject(),
        });
}
