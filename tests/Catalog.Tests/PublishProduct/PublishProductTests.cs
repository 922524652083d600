using Commerce.Testing;

namespace Commerce.Catalog.Tests;

public sealed class PublishProductTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task PublishProduct_AndWithdrawIt_ShowsAndHidesIt()
    {
        var draft = await shop.WithProductAsync(CatalogHost.NewProduct(await shop.WithCategoryAsync(), publish: false));
        var url = $"/api/v1/products/{draft.Id()}";

        await (await PublishAsync(draft.Id())).JsonAsync();
        Assert.Equal("published", (await (await shop.Shopper.GetAsync(url, TestContext.Current.CancellationToken)).JsonAsync()).Text("status"));

        await (await WithdrawAsync(draft.Id())).JsonAsync();
        await (await shop.Shopper.GetAsync(url, TestContext.Current.CancellationToken)).RefusedAsync(404);
        await (await shop.Shopper.GetAsync($"/api/v1/products/{draft.Text("slug")}", TestContext.Current.CancellationToken)).RefusedAsync(404);

        Assert.Equal(
            [("catalog.product-published.v1", 2L), ("catalog.product-withdrawn.v1", 3L)],
            (await shop.MessagesAsync(draft.Id())).Select(m => (m.Type, (long)m.Data["version"]!)));
    }

    [Fact]
    public async Task PublishProduct_TwentyTimesAtOnce_PublishesOnce()
    {
        var draft = await shop.WithProductAsync(CatalogHost.NewProduct(await shop.WithCategoryAsync(), publish: false));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PublishAsync(draft.Id())));

        Assert.All(answers, a => Assert.True((int)a.StatusCode is 200 or 412, $"{a.StatusCode}"));
        Assert.Single(await shop.MessagesAsync(draft.Id()));
    }

    [Fact]
    public async Task PublishProduct_WithoutVariants_IsRefused()
    {
        var draft = CatalogHost.NewProduct(await shop.WithCategoryAsync(), publish: false);
        draft["variants"] = Array.Empty<object>();

        await (await PublishAsync((await shop.WithProductAsync(draft)).Id())).RefusedAsync(409, "catalog.product_not_ready");
    }

    [Fact]
    public async Task WithdrawProduct_OfADraft_IsRefused()
    {
        var draft = await shop.WithProductAsync(CatalogHost.NewProduct(await shop.WithCategoryAsync(), publish: false));

        await (await WithdrawAsync(draft.Id())).RefusedAsync(409, "catalog.product_never_published");
    }

    [Fact]
    public async Task DeleteProduct_OfADraft_RemovesItAndFreesItsSku()
    {
        var product = CatalogHost.NewProduct(await shop.WithCategoryAsync(), publish: false);
        var draft = await shop.WithProductAsync(product);

        var answer = await shop.Staff.SendIfMatchAsync(HttpMethod.Delete, $"/api/v1/products/{draft.Id()}", "\"1\"");

        Assert.Equal(204, (int)answer.StatusCode);
        await shop.WithProductAsync(product);
    }

    [Fact]
    public async Task DeleteProduct_OnceOnSale_IsRefused()
    {
        var product = await shop.WithPublishedProductAsync();

        var answer = await shop.Staff.SendIfMatchAsync(HttpMethod.Delete, $"/api/v1/products/{product.Id()}", "\"1\"");

        await answer.RefusedAsync(409, "catalog.product_once_published");
    }

    [Fact]
    public async Task DeleteProduct_WhileItIsPublished_LeavesItOnSale()
    {
        var draft = await shop.WithProductAsync(CatalogHost.NewProduct(await shop.WithCategoryAsync(), publish: false));

        Task<HttpResponseMessage> published, deleted;
        await using (var held = await HeldRows.HoldAsync(shop.Database, "SELECT 1 FROM products WHERE id = $1 FOR UPDATE", draft.Id()))
        {
            published = PublishAsync(draft.Id());
            await held.UntilQueuedAsync(1);
            deleted = shop.Staff.SendIfMatchAsync(HttpMethod.Delete, $"/api/v1/products/{draft.Id()}", "\"1\"");
            await held.UntilQueuedAsync(2);
        }

        await (await published).JsonAsync();
        await (await deleted).RefusedAsync(412);
        await (await shop.Shopper.GetAsync($"/api/v1/products/{draft.Id()}", TestContext.Current.CancellationToken)).JsonAsync();
    }

    private Task<HttpResponseMessage> PublishAsync(Guid id) => shop.Staff.PostAsync($"/api/v1/products/{id}/publication", null);

    private Task<HttpResponseMessage> WithdrawAsync(Guid id) => shop.Staff.DeleteAsync($"/api/v1/products/{id}/publication");
}
