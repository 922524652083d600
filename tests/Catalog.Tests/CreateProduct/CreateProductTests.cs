using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Commerce.Catalog.Tests;

public sealed class CreateProductTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task CreateProduct_AsDraft_IsSeenByStaffOnly()
    {
        var draft = CatalogHost.NewProduct(await shop.WithCategoryAsync(), publish: false);

        var answer = await shop.Staff.PostAsJsonAsync("/api/v1/products", draft, TestContext.Current.CancellationToken);
        var created = await answer.JsonAsync(201);

        Assert.Equal("draft", created.Text("status"));
        Assert.Equal("\"1\"", answer.Tag());
        Assert.Equal($"/api/v1/products/{created.Id()}", answer.Headers.Location?.ToString());
        await (await shop.Shopper.GetAsync(answer.Headers.Location, TestContext.Current.CancellationToken)).RefusedAsync(404, "catalog.product_not_found");
        Assert.Equal(created.ToJsonString(), (await (await shop.Staff.GetAsync(answer.Headers.Location, TestContext.Current.CancellationToken)).JsonAsync()).ToJsonString());
        Assert.Empty(await shop.MessagesAsync(created.Id()));
    }

    [Fact]
    public async Task CreateProduct_Published_TellsTheOthersInTheSameTransaction()
    {
        var product = await shop.WithPublishedProductAsync();

        var (type, data) = Assert.Single(await shop.MessagesAsync(product.Id()));
        Assert.Equal("catalog.product-published.v1", type);
        Assert.Equal(1, (long)data["version"]!);
        Assert.Equal(product["variants"]![0]!.Text("sku"), data["variants"]![0]!.Text("sku"));
        Assert.Equal(1000, (long)data["variants"]![0]!["prices"]![0]!["minorUnits"]!);
    }

    [Fact]
    public async Task CreateProduct_WithATakenSku_StoresNothing()
    {
        var first = await shop.WithPublishedProductAsync();
        var second = CatalogHost.NewProduct(await shop.WithCategoryAsync(), sku: first["variants"]![0]!.Text("sku"));

        await (await shop.Staff.PostAsJsonAsync("/api/v1/products", second, TestContext.Current.CancellationToken)).RefusedAsync(409, "catalog.sku_taken");

        Assert.Equal(0L, await shop.Database.ScalarAsync<long>("SELECT count(*) FROM products WHERE slug = $1", second["slug"]));
    }

    [Fact]
    public async Task CreateProduct_WithATakenSlugOrId_IsRefused()
    {
        var first = await shop.WithPublishedProductAsync();
        var sameSlug = CatalogHost.NewProduct(first["categoryId"]!.GetValue<Guid>());
        sameSlug["slug"] = first.Text("slug");
        var sameId = CatalogHost.NewProduct(first["categoryId"]!.GetValue<Guid>());
        sameId["id"] = first.Id();

        await (await shop.Staff.PostAsJsonAsync("/api/v1/products", sameSlug, TestContext.Current.CancellationToken)).RefusedAsync(409, "catalog.slug_taken");
        await (await shop.Staff.PostAsJsonAsync("/api/v1/products", sameId, TestContext.Current.CancellationToken)).RefusedAsync(409, "catalog.product_id_taken");
    }

    [Fact]
    public async Task CreateProduct_InAnUnknownCategory_IsRefused() =>
        await (await shop.Staff.PostAsJsonAsync("/api/v1/products", CatalogHost.NewProduct(Guid.CreateVersion7()), TestContext.Current.CancellationToken))
            .RefusedAsync(422, "catalog.unknown_category");

    [Fact]
    public async Task CreateProduct_WithTheSameKeyTwice_CreatesOne()
    {
        var product = CatalogHost.NewProduct(await shop.WithCategoryAsync());
        var key = Guid.CreateVersion7().ToString();

        var first = await SendAsync(product, key);
        var second = await SendAsync(product, key);

        Assert.Equal((await first.JsonAsync(201)).ToJsonString(), (await second.JsonAsync(201)).ToJsonString());
        Assert.Equal(1L, await shop.Database.ScalarAsync<long>("SELECT count(*) FROM products WHERE slug = $1", product["slug"]));
    }

    [Fact]
    public async Task CreateProduct_TwentyAtOnceWithTheSameSku_CreatesOne()
    {
        var category = await shop.WithCategoryAsync();
        var sku = CatalogHost.Unique("RACE").ToUpperInvariant();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            shop.Staff.PostAsJsonAsync("/api/v1/products", CatalogHost.NewProduct(category, sku: sku), TestContext.Current.CancellationToken)));

        Assert.Equal(1, answers.Count(a => (int)a.StatusCode == 201));
        Assert.Equal(19, answers.Count(a => (int)a.StatusCode == 409));
    }

    [Fact]
    public async Task CreateProduct_ByAShopper_IsRefused()
    {
        var product = CatalogHost.NewProduct(Guid.CreateVersion7());
        var customer = shop.CreateClient(Guid.CreateVersion7(), "customer");

        await (await shop.Shopper.PostAsJsonAsync("/api/v1/products", product, TestContext.Current.CancellationToken)).RefusedAsync(401);
        await (await customer.PostAsJsonAsync("/api/v1/products", product, TestContext.Current.CancellationToken)).RefusedAsync(403);
    }

    public static TheoryData<string, string> InvalidFields => new()
    {
        { "name", "\"\"" },
        { "name", "\"two\\nlines\"" },
        { "name", $"\"{new string('x', 201)}\"" },
        { "slug", "\"Not A Slug\"" },
        { "slug", "\"0190a6f0-3c00-7000-8000-00000000b001\"" },
        { "slug", "\"ends-with-a-newline\\n\"" },
        { "brand", "\"\"" },
        { "description", $"\"{new string('x', 10_001)}\"" },
        { "categoryId", "\"00000000-0000-0000-0000-000000000000\"" },
        { "attributes", "{\"a=b\":\"x\"}" },
        { "attributes", "{\"Material\":\"\"}" },
        { "attributes", "{\"Material\":[]}" },
        { "attributes", "{\"Weight\":1e25}" },
        { "rating", "{\"average\":5.1,\"count\":1}" },
        { "rating", "{\"average\":4,\"count\":-1}" },
        { "variants", "[{\"sku\":\"lower\"}]" },
        { "variants", "[{\"sku\":\"A\",\"prices\":[{\"amount\":\"0.00\",\"currency\":\"EUR\"}]}]" },
        { "variants", "[{\"sku\":\"A\",\"prices\":[{\"amount\":\"-1.00\",\"currency\":\"EUR\"}]}]" },
        { "variants", "[{\"sku\":\"A\",\"prices\":[{\"amount\":\"1.00\",\"currency\":\"EUR\"},{\"amount\":\"2.00\",\"currency\":\"EUR\"}]}]" },
        { "variants", "[{\"sku\":\"A\",\"options\":{\"Colour\":\" \"}}]" },
        { "variants", "[null]" },
    };

    [Theory]
    [MemberData(nameof(InvalidFields))]
    public async Task CreateProduct_WithAnInvalidField_IsRefused(string field, string json)
    {
        var product = JsonObject.Create(System.Text.Json.JsonSerializer.SerializeToElement(CatalogHost.NewProduct(Guid.CreateVersion7())))!;
        product[field] = JsonNode.Parse(json);

        var answer = await shop.Staff.PostAsJsonAsync("/api/v1/products", product, TestContext.Current.CancellationToken);

        var problem = await answer.JsonAsync(422);
        Assert.StartsWith($"/{field}", problem["errors"]![0]!.Text("pointer"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"status\":\"published\"}")]
    [InlineData("{\"version\":7}")]
    [InlineData("{\"categoryId\":\"not an id\"}")]
    [InlineData("{\"variants\":[{\"sku\":\"A\",\"prices\":[{\"amount\":1.5,\"currency\":\"EUR\"}]}]}")]
    [InlineData("{\"variants\":[{\"sku\":\"A\",\"prices\":[{\"amount\":\"1.505\",\"currency\":\"EUR\"}]}]}")]
    [InlineData("{\"variants\":[{\"sku\":\"A\",\"prices\":[{\"amount\":\"1.50\",\"currency\":\"eur\"}]}]}")]
    [InlineData("{\"variants\":[{\"sku\":\"A\",\"prices\":[null]}]}")]
    [InlineData("{\"attributes\":{\"a\":{}}}")]
    [InlineData("{\"attributes\":{\"a\":[1]}}")]
    [InlineData("{\"name\":\"nul\\u0000\"}")]
    [InlineData("{\"name\":\"\\ud800\"}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("")]
    public async Task CreateProduct_Malformed_IsRefused(string json)
    {
        var answer = await shop.Staff.PostAsync(
            "/api/v1/products", new StringContent(json, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.True((int)answer.StatusCode is 400 or 422, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        await answer.RefusedAsync((int)answer.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(object product, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/products") { Content = JsonContent.Create(product) };
        request.Headers.Add("Idempotency-Key", key);
        return shop.Staff.SendAsync(request);
    }
}
