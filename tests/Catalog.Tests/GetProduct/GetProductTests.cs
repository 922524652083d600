using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Commerce.Catalog.Tests;

public sealed class GetProductTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    private static readonly JsonSerializerOptions s_strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    [Fact]
    public async Task GetProduct_BySlugAndById_IsTheSameDocumentedShape()
    {
        var product = await shop.WithPublishedProductAsync();

        var byId = await shop.Shopper.GetByteArrayAsync($"/api/v1/products/{product.Id()}", TestContext.Current.CancellationToken);
        var bySlug = await shop.Shopper.GetByteArrayAsync($"/api/v1/products/{product.Text("slug")}", TestContext.Current.CancellationToken);

        Assert.Equal(byId, bySlug);
        var details = JsonSerializer.Deserialize<ProductDetails>(byId, s_strict)!;
        Assert.Equal(product.Id(), details.Id);
        Assert.Equal(10.00m, details.PriceRanges[0].From.Amount);
    }

    [Fact]
    public async Task GetProduct_WithTheTagOneHas_IsNotSentAgain()
    {
        var product = await shop.WithPublishedProductAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/products/{product.Id()}");
        request.Headers.TryAddWithoutValidation("If-None-Match", "\"0\", W/\"1\"");

        var answer = await shop.Shopper.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(304, (int)answer.StatusCode);
        Assert.Equal("\"1\"", answer.Tag());
    }

    [Fact]
    public async Task GetProduct_WithFields_AnswersOnlyThose()
    {
        var product = await shop.WithPublishedProductAsync();

        var answer = await shop.Shopper.GetAsync($"/api/v1/products/{product.Id()}?fields=slug,rating.count", TestContext.Current.CancellationToken);

        Assert.Equal($$$"""{"slug":"{{{product.Text("slug")}}}","rating":{"count":0}}""", (await answer.JsonAsync()).ToJsonString());
        Assert.NotEqual("\"1\"", answer.Tag());
    }

    [Theory]
    [InlineData("?fields=secret", 400)]
    [InlineData("?fields=id&fields=name", 400)]
    [InlineData("?asOf=now", 400)]
    public async Task GetProduct_WithUnknownParameters_IsRefused(string query, int status) =>
        await (await shop.Shopper.GetAsync($"/api/v1/products/{Guid.CreateVersion7()}{query}", TestContext.Current.CancellationToken)).RefusedAsync(status);

    [Theory]
    [InlineData("0190a6f0-3c00-7000-8000-00000000b009")]
    [InlineData("no-such-product")]
    [InlineData("%F0%9F%98%80")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("'%20OR%201=1")]
    public async Task GetProduct_OfNothing_IsRefused(string id) =>
        await (await shop.Shopper.GetAsync($"/api/v1/products/{id}", TestContext.Current.CancellationToken)).RefusedAsync(404);

    [Fact]
    public async Task GetProduct_ChangedByAnotherReplica_IsSeenSoon()
    {
        var product = await shop.WithPublishedProductAsync();
        var url = $"/api/v1/products/{product.Id()}";
        await shop.Shopper.GetAsync(url, TestContext.Current.CancellationToken);

        await shop.Database.ExecuteAsync("UPDATE products SET version = 2 WHERE id = $1", product.Id());

        await EventuallyAsync(async () => (await shop.Shopper.GetAsync(url)).Tag() == "\"2\"");
    }

    [Fact]
    public async Task GetProduct_AfterTheListeningConnectionWasCut_StillSeesChanges()
    {
        var product = await shop.WithPublishedProductAsync();
        var url = $"/api/v1/products/{product.Id()}";
        await shop.Shopper.GetAsync(url, TestContext.Current.CancellationToken);

        await shop.Database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN catalogue_changed'");
        await shop.Database.ExecuteAsync("UPDATE products SET version = 2 WHERE id = $1", product.Id());

        await EventuallyAsync(async () => (await shop.Shopper.GetAsync(url)).Tag() == "\"2\"");
    }

    [Fact]
    public async Task BatchGet_AnswersEachIdInItsPlace()
    {
        var product = await shop.WithPublishedProductAsync();
        var draft = await shop.WithProductAsync(CatalogHost.NewProduct(product["categoryId"]!.GetValue<Guid>(), publish: false));
        var ids = new[] { Guid.CreateVersion7(), product.Id(), draft.Id(), product.Id() };

        var shopper = await (await shop.Shopper.PostAsJsonAsync("/api/v1/products/batch-get", new { ids }, TestContext.Current.CancellationToken)).JsonAsync();
        var staff = await (await shop.Staff.PostAsJsonAsync("/api/v1/products/batch-get", new { ids, fields = "id,status" }, TestContext.Current.CancellationToken)).JsonAsync();

        Assert.Equal([404, 200, 404, 200], shopper["items"]!.AsArray().Select(i => (int)i!["status"]!));
        Assert.Equal([404, 200, 200, 200], staff["items"]!.AsArray().Select(i => (int)i!["status"]!));
        Assert.Equal("draft", staff["items"]![2]!["product"]!.Text("status"));
        var documented = shopper.Deserialize<BatchGetProducts.Response>(s_strict)!;
        Assert.Equal(product.Id(), documented.Items[1].Product!.Id);
    }

    [Theory]
    [InlineData("{\"ids\":[]}", 422)]
    [InlineData("{\"ids\":[\"x\"]}", 400)]
    [InlineData("{\"ids\":[\"0190a6f0-3c00-7000-8000-00000000b009\"],\"fields\":\"nope\"}", 400)]
    [InlineData("{\"id\":[]}", 400)]
    public async Task BatchGet_Invalid_IsRefused(string json, int status) =>
        await (await shop.Shopper.PostAsync(
            "/api/v1/products/batch-get", new StringContent(json, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken)).RefusedAsync(status);

    private static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await isSo())
                return;
            await Task.Delay(50);
        }

        Assert.Fail("It was not so within five seconds.");
    }
}
