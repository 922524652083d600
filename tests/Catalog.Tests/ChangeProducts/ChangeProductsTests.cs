using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Commerce.Catalog.Tests;

public sealed class ChangeProductsTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    private static readonly object s_tenOff = new { action = "prices", currency = "EUR", percent = -10 };
    private static readonly object s_publish = new { action = "publish" };
    private static readonly object s_withdraw = new { action = "withdraw" };

    [Fact]
    public async Task Preview_ShowsWhatWouldChange_AndChangesNothing()
    {
        var onSale = await shop.WithPublishedProductAsync(amount: "9.99");
        var unpriced = await DraftAsync(prices: false);

        var prices = await PreviewAsync(s_tenOff, onSale.Id());
        var publish = await PreviewAsync(s_publish, onSale.Id(), unpriced.Id(), Guid.CreateVersion7());

        var item = Assert.Single(prices);
        Assert.Equal(("9.99", "8.99"), (From(item["before"]!), From(item["after"]!)));
        Assert.Equal("12.00", item["after"]!["priceRanges"]![1]!["from"]!.Text("amount")); // dollars stay
        Assert.Equal(
            ["catalog.nothing_to_change", "catalog.product_not_ready", "catalog.product_not_found"], publish.Select(i => i["error"]!.Text("code")));
        Assert.Equal((1, 1), (await VersionAsync(onSale), await VersionAsync(unpriced)));
    }

    [Fact]
    public async Task Change_DoesEachByItself_TellsOthers_AndUndoPutsAllBack()
    {
        var (draft, onSale) = (await DraftAsync(), await shop.WithPublishedProductAsync());

        var done = await ChangeAsync(s_publish, (draft, 1), (onSale, 1));
        Assert.Equal((1, 1), ((int)done["changed"]!, (int)done["refused"]!));
        Assert.Equal("published", await StatusAsync(draft));
        var undone = await (await UndoAsync(done)).JsonAsync();

        Assert.Equal((1, 0), ((int)undone["undone"]!, (int)undone["left"]!));
        Assert.Equal(("draft", 3), (await StatusAsync(draft), await VersionAsync(draft)));
        Assert.Equal(["catalog.product-published.v1", "catalog.product-withdrawn.v1"], (await shop.MessagesAsync(draft.Id())).Select(m => m.Type));
        await (await shop.Shopper.GetAsync($"/api/v1/products/{draft.Id()}", TestContext.Current.CancellationToken)).RefusedAsync(404);
    }

    [Fact]
    public async Task Undo_OfPrices_LeavesWhatSomebodyChangedSince()
    {
        var (kept, changed) = (await shop.WithPublishedProductAsync(), await shop.WithPublishedProductAsync());
        var done = await ChangeAsync(s_tenOff, (kept, 1), (changed, 1));
        await ChangeAsync(s_withdraw, (changed, 2));

        var undone = await (await UndoAsync(done)).JsonAsync();

        Assert.Equal((1, 1), ((int)undone["undone"]!, (int)undone["left"]!));
        Assert.Equal(("10.00", "9.00"), (await PriceAsync(kept), await PriceAsync(changed)));
        Assert.Equal(("withdrawn", 3), (await StatusAsync(changed), await VersionAsync(changed)));
        Assert.Equal("catalog.changed_since", undone["items"]!.AsArray().Single(i => (Guid)i!["productId"]! == changed.Id())!["error"]!.Text("code"));
    }

    [Fact]
    public async Task Undo_IsDoneOnce_EvenByTwoAtOnce_AndNotAfterTenMinutes()
    {
        var (first, second) = (await shop.WithPublishedProductAsync(), await shop.WithPublishedProductAsync());
        var done = await ChangeAsync(s_tenOff, (first, 1));
        var late = await ChangeAsync(s_tenOff, (second, 1));
        await shop.Database.ExecuteAsync(
            "UPDATE bulk_changes SET done_at = done_at - interval '10 minutes', undo_until = undo_until - interval '10 minutes' WHERE id = $1", late.Id());

        var answers = await Task.WhenAll(UndoAsync(done), UndoAsync(done));

        Assert.Equal([200, 409], answers.Select(a => (int)a.StatusCode).Order());
        Assert.Equal(3, await VersionAsync(first));
        await (await UndoAsync(late)).RefusedAsync(409, "catalog.too_late_to_undo");
        Assert.Equal("9.00", await PriceAsync(second));
        await (await shop.Staff.PostAsync($"/api/v1/catalog/changes/{Guid.CreateVersion7()}/undo", null, TestContext.Current.CancellationToken)).RefusedAsync(404);
    }

    [Fact]
    public async Task Change_BasedOnAnOldVersion_IsRefusedForThatProductAlone()
    {
        var (old, current) = (await shop.WithPublishedProductAsync(), await shop.WithPublishedProductAsync());
        await ChangeAsync(s_withdraw, (old, 1));

        var done = await ChangeAsync(s_tenOff, (old, 1), (current, 1));

        Assert.Equal(["precondition_failed", null], done["items"]!.AsArray().Select(i => i!["error"]?.Text("code")));
        Assert.Equal(("10.00", "9.00"), (await PriceAsync(old), await PriceAsync(current)));
    }

    [Fact]
    public async Task Changes_OfTheSameProductsInBothOrdersAtOnce_NeverDeadlock()
    {
        var (a, b) = (await shop.WithPublishedProductAsync(), await shop.WithPublishedProductAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? ChangeAsync(s_tenOff, (a, 1), (b, 1)) : ChangeAsync(s_tenOff, (b, 1), (a, 1))));

        Assert.Equal(2, answers.Sum(done => (int)done["changed"]!));
        Assert.Equal((2, 2), (await VersionAsync(a), await VersionAsync(b)));
    }

    [Fact]
    public async Task Changes_AreListed_TheLatestFirst()
    {
        var product = await shop.WithPublishedProductAsync();
        var first = await ChangeAsync(s_tenOff, (product, 1));
        var second = await ChangeAsync(s_withdraw, (product, 2));
        await UndoAsync(second);

        var page = await (await shop.Staff.GetAsync("/api/v1/catalog/changes?limit=500", TestContext.Current.CancellationToken)).JsonAsync();

        JsonNode[] listed = [.. page["items"]!.AsArray().Select(i => i!).Where(i => i.Id() == first.Id() || i.Id() == second.Id())];
        Assert.Equal([second.Id(), first.Id()], listed.Select(i => i.Id()));
        Assert.Equal([true, false], listed.Select(i => i["undoneAt"] is not null));
        Assert.Equal("withdraw", listed[0]["change"]!.Text("action"));
    }

    [Theory]
    [InlineData("""{"change":{"action":"delete"},"items":[{"productId":"019a2b6c-0000-7000-8000-000000000001","version":1}]}""")]
    [InlineData("""{"change":{"action":"prices"},"items":[{"productId":"019a2b6c-0000-7000-8000-000000000001","version":1}]}""")]
    [InlineData("""{"change":{"action":"prices","percent":0},"items":[{"productId":"019a2b6c-0000-7000-8000-000000000001","version":1}]}""")]
    [InlineData("""{"change":{"action":"prices","percent":-100},"items":[{"productId":"019a2b6c-0000-7000-8000-000000000001","version":1}]}""")]
    [InlineData("""{"change":{"action":"prices","percent":1,"currency":"euro"},"items":[{"productId":"019a2b6c-0000-7000-8000-000000000001","version":1}]}""")]
    [InlineData("""{"change":{"action":"publish"},"items":[]}""")]
    [InlineData("""{"change":{"action":"publish"},"items":[{"productId":"019a2b6c-0000-7000-8000-000000000001","version":1},{"productId":"019a2b6c-0000-7000-8000-000000000001","version":2}]}""")]
    public async Task Change_ThatIsNoGood_IsRefused(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await (await shop.Staff.PostAsync("/api/v1/catalog/changes", content, TestContext.Current.CancellationToken)).RefusedAsync(422);
    }

    private async Task<JsonNode> DraftAsync(bool prices = true)
    {
        var body = CatalogHost.NewProduct(await shop.WithCategoryAsync(), publish: false);
        if (!prices)
            body["variants"] = Array.Empty<object>();
        return await shop.WithProductAsync(body);
    }

    private async Task<JsonNode[]> PreviewAsync(object change, params Guid[] productIds)
    {
        var answer = await shop.Staff.PostAsJsonAsync("/api/v1/catalog/changes/preview", new { change, productIds });
        return [.. (await answer.JsonAsync())["items"]!.AsArray().Select(item => item!)];
    }

    private async Task<JsonNode> ChangeAsync(object change, params (JsonNode Product, long Version)[] items) =>
        await (await shop.Staff.PostAsJsonAsync(
            "/api/v1/catalog/changes", new { change, items = items.Select(i => new { productId = i.Product.Id(), version = i.Version }) })).JsonAsync();

    private Task<HttpResponseMessage> UndoAsync(JsonNode change) => shop.Staff.PostAsync($"/api/v1/catalog/changes/{change.Id()}/undo", null);

    private static string From(JsonNode state) => state["priceRanges"]![0]!["from"]!.Text("amount");

    private async Task<long> VersionAsync(JsonNode product) =>
        await shop.Database.ScalarAsync<long>("SELECT version FROM products WHERE id = $1", product.Id());

    private Task<string?> StatusAsync(JsonNode product) =>
        shop.Database.ScalarAsync<string>("SELECT status FROM products WHERE id = $1", product.Id());

    private async Task<string> PriceAsync(JsonNode product) => From(
        await (await shop.Staff.GetAsync($"/api/v1/products/{product.Id()}", TestContext.Current.CancellationToken)).JsonAsync());
}
