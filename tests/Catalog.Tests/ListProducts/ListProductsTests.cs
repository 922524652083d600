using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Commerce.Catalog.Tests;

public sealed class ListProductsTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    private static readonly JsonSerializerOptions s_strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    [Theory]
    [InlineData("newest")]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("rating")]
    [InlineData("price")]
    [InlineData("-price")]
    public async Task ListProducts_WalkedWhileOthersAreAdded_ShowsEachProductOnce(string sort)
    {
        var category = await shop.WithCategoryAsync();
        List<Guid> before = [];
        for (var i = 0; i < 23; i++)
            before.Add((await WithProductAsync(category, i)).Id());

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await ListAsync($"category={category}&currency=EUR&sort={sort}&limit=4&cursor={cursor}");
            seen.AddRange(page["items"]!.AsArray().Select(i => i!.Id()));
            cursor = (string?)page["nextCursor"];
            await WithProductAsync(category, seen.Count);
        }
        while (cursor is not null);

        Assert.Distinct(seen);
        Assert.Subset(seen.ToHashSet(), before.ToHashSet());
    }

    [Fact]
    public async Task ListProducts_ByPrice_IsInThatOrder()
    {
        var category = await shop.WithCategoryAsync();
        foreach (var amount in new[] { "20.00", "5.00", "12.50" })
            await shop.WithPublishedProductAsync(category, amount);

        Assert.Equal(["5.00", "12.50", "20.00"], await AmountsAsync($"category={category}&currency=EUR&sort=price"));
        Assert.Equal(["20.00", "12.50", "5.00"], await AmountsAsync($"category={category}&currency=EUR&sort=-price"));
        Assert.Equal(["12.50"], await AmountsAsync($"category={category}&currency=EUR&minPrice=5.01&maxPrice=19.99"));
        Assert.Empty(await AmountsAsync($"category={category}&currency=JPY"));
    }

    [Fact]
    public async Task ListProducts_InACategory_IncludesEverythingBelow()
    {
        var root = await shop.WithCategoryAsync();
        var leaf = await shop.WithCategoryAsync(await shop.WithCategoryAsync(root));
        var product = await shop.WithPublishedProductAsync(leaf);
        var page = await (await shop.Shopper.GetAsync($"/api/v1/categories/{root}", TestContext.Current.CancellationToken)).JsonAsync();

        Assert.Equal(product.Id(), Assert.Single((await ListAsync($"category={root}"))["items"]!.AsArray())!.Id());
        Assert.Equal(product.Id(), Assert.Single((await ListAsync($"category={page.Text("slug")}"))["items"]!.AsArray())!.Id());
        Assert.Empty((await ListAsync("category=no-such-category"))["items"]!.AsArray());
    }

    [Fact]
    public async Task ListProducts_ByAttributesOptionsAndWords_FindsWhatMatchesAll()
    {
        var category = await shop.WithCategoryAsync();
        var wool = CatalogHost.NewProduct(category);
        wool["name"] = "Warm hiking jumpers";
        await shop.WithProductAsync(wool);
        var cotton = CatalogHost.NewProduct(category);
        cotton["attributes"] = new Dictionary<string, object> { ["Material"] = new[] { "Cotton", "Linen" }, ["Weight (g)"] = 180, ["Vegan"] = true };
        cotton["rating"] = new { average = 4.5, count = 10 };
        await shop.WithProductAsync(cotton);

        Assert.Equal(1, await CountAsync($"category={category}&attr.material=WOOL"));
        Assert.Equal(2, await CountAsync($"category={category}&attr.Material=wool&attr.Material=linen&attr.colour=blue"));
        Assert.Equal(1, await CountAsync($"category={category}&attr.Weight (g)=180&attr.vegan=true"));
        Assert.Equal(0, await CountAsync($"category={category}&attr.material=wool&attr.vegan=true"));
        Assert.Equal(1, await CountAsync($"category={category}&q=hike jumper"));
        Assert.Equal(0, await CountAsync($"category={category}&q=jumper -warm"));
        Assert.Equal(1, await CountAsync($"category={category}&minRating=4.5"));
    }

    [Fact]
    public async Task ListProducts_IsOfTheDocumentedShape_AndCachedUntilSomethingChanges()
    {
        var category = await shop.WithCategoryAsync();
        await shop.WithPublishedProductAsync(category);
        var url = $"/api/v1/products?category={category}";

        var first = await shop.Shopper.GetAsync(url, TestContext.Current.CancellationToken);
        var listed = JsonSerializer.Deserialize<ListProducts.Response>(await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), s_strict)!;
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("If-None-Match", first.Tag());
        var second = await shop.Shopper.SendAsync(request, TestContext.Current.CancellationToken);
        await shop.WithPublishedProductAsync(category);
        var third = await shop.Shopper.GetAsync(url, TestContext.Current.CancellationToken);

        Assert.Equal("Fellgate", Assert.Single(listed.Items).Brand);
        Assert.Equal(304, (int)second.StatusCode);
        Assert.NotEqual(first.Tag(), third.Tag());
        Assert.Equal(2, (await third.JsonAsync())["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task ListProducts_WithFields_AnswersOnlyThose()
    {
        var category = await shop.WithCategoryAsync();
        var product = await shop.WithPublishedProductAsync(category);

        var page = await ListAsync($"category={category}&fields=id,rating.count");

        Assert.Equal($$$"""[{"id":"{{{product.Id()}}}","rating":{"count":0}}]""", page["items"]!.ToJsonString());
    }

    [Fact]
    public async Task ListProducts_OfDrafts_IsForStaff()
    {
        var category = await shop.WithCategoryAsync();
        var draft = await shop.WithProductAsync(CatalogHost.NewProduct(category, publish: false));
        var url = $"/api/v1/products?category={category}&status=draft";

        await (await shop.Shopper.GetAsync(url, TestContext.Current.CancellationToken)).RefusedAsync(401);
        await (await shop.CreateClient(Guid.CreateVersion7(), "customer").GetAsync(url, TestContext.Current.CancellationToken)).RefusedAsync(403);
        var answer = await shop.Staff.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(draft.Id(), Assert.Single((await answer.JsonAsync())["items"]!.AsArray())!.Id());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal(0, await CountAsync($"category={category}"));
    }

    [Theory]
    [InlineData("limit=0", 422)]
    [InlineData("limit=101", 422)]
    [InlineData("limit=-1", 400)]
    [InlineData("limit=99999999999999", 422)]
    [InlineData("limit=ten", 400)]
    [InlineData("sort=cheapest", 422)]
    [InlineData("sort=price", 422)]
    [InlineData("minPrice=5", 422)]
    [InlineData("currency=euro", 422)]
    [InlineData("currency=EUR&minPrice=5.001", 422)]
    [InlineData("currency=EUR&minPrice=-5", 422)]
    [InlineData("currency=EUR&maxPrice=1e9", 422)]
    [InlineData("currency=EUR&maxPrice=99999999999999999999999999999", 422)]
    [InlineData("minRating=6", 422)]
    [InlineData("status=secret", 422)]
    [InlineData("page=2", 400)]
    [InlineData("attr.=x", 400)]
    [InlineData("attr.material=", 422)]
    [InlineData("limit=5&limit=6", 400)]
    [InlineData("cursor=forged", 400)]
    [InlineData("fields=secret", 400)]
    [InlineData("fields=", 400)]
    [InlineData("q=%00", 400)]
    public async Task ListProducts_WithBadParameters_IsRefused(string query, int status) =>
        await (await shop.Shopper.GetAsync($"/api/v1/products?{query}", TestContext.Current.CancellationToken)).RefusedAsync(status);

    [Theory]
    [InlineData("q=%25_')--;")]
    [InlineData("q=\"unbalanced")]
    [InlineData("q=a:*%26|!(")]
    [InlineData("category='%20OR%201=1")]
    [InlineData("attr.x'y=z'")]
    [InlineData("q=&category=&cursor=")]
    public async Task ListProducts_WithOddText_FindsNothingOrSomethingButAnswers(string query) =>
        await ListAsync(query);

    [Fact]
    public async Task ListProducts_WithTheCursorOfAnotherListing_IsRefused()
    {
        var category = await shop.WithCategoryAsync();
        await shop.WithPublishedProductAsync(category);
        await shop.WithPublishedProductAsync(category);
        var cursor = (await ListAsync($"category={category}&limit=1"))["nextCursor"]!.GetValue<string>();

        await ListAsync($"category={category}&limit=2&fields=id&cursor={cursor}");
        await (await shop.Shopper.GetAsync($"/api/v1/products?limit=1&cursor={cursor}", TestContext.Current.CancellationToken)).RefusedAsync(400, "invalid_cursor");
        await (await shop.Shopper.GetAsync($"/api/v1/products?category={category}&sort=name&cursor={cursor}", TestContext.Current.CancellationToken)).RefusedAsync(400, "invalid_cursor");
        await (await shop.Shopper.GetAsync($"/api/v1/products?category={category}&cursor={cursor}x", TestContext.Current.CancellationToken)).RefusedAsync(400, "invalid_cursor");
    }

    private async Task<JsonNode> WithProductAsync(Guid category, int number)
    {
        var product = CatalogHost.NewProduct(category, string.Create(CultureInfo.InvariantCulture, $"{number % 5 + 1}.00"));
        product["rating"] = new { average = number % 3, count = number % 2 };
        return await shop.WithProductAsync(product);
    }

    private async Task<JsonNode> ListAsync(string query) => await (await shop.Shopper.GetAsync($"/api/v1/products?{query}")).JsonAsync();

    private async Task<int> CountAsync(string query) => (await ListAsync(query))["items"]!.AsArray().Count;

    private async Task<string[]> AmountsAsync(string query) =>
        [.. (await ListAsync(query))["items"]!.AsArray().Select(i => i!["priceRanges"]![0]!["from"]!.Text("amount"))];
}
