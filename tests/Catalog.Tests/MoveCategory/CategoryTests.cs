using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace Commerce.Catalog.Tests;

public sealed class CategoryTests(CatalogHost shop) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task MoveCategory_TwoBelowEachOtherAtOnce_NeverClosesACircle()
    {
        for (var round = 0; round < 20; round++)
        {
            var a = await shop.WithCategoryAsync();
            var b = await shop.WithCategoryAsync();
            var (tagA, tagB) = (await TagAsync(a), await TagAsync(b));

            var answers = await Task.WhenAll(MoveAsync(a, tagA, b), MoveAsync(b, tagB, a));

            Assert.Equal(1, answers.Count(x => (int)x.StatusCode == 200));
            var loser = answers.Single(x => (int)x.StatusCode != 200);
            Assert.True((int)loser.StatusCode is 409 or 412, $"{loser.StatusCode}");
        }
    }

    [Fact]
    public async Task Categories_WrittenPastTheService_CannotFormACircle()
    {
        var a = await shop.WithCategoryAsync();
        var b = await shop.WithCategoryAsync(a);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => shop.Database.ExecuteAsync(
            "UPDATE categories SET parent_id = $2, path = ARRAY[$2, $1] WHERE id = $1", a, b));

        Assert.Equal("category_path_continues_parent", refusal.ConstraintName);
    }

    [Fact]
    public async Task MoveCategory_WithASubtree_MovesItsBreadcrumbs()
    {
        var root = await shop.WithCategoryAsync();
        var other = await shop.WithCategoryAsync();
        var child = await shop.WithCategoryAsync(root);
        var grandchild = await shop.WithCategoryAsync(child);
        var before = await shop.Shopper.GetAsync($"/api/v1/categories/{grandchild}", TestContext.Current.CancellationToken);

        await (await MoveAsync(child, await TagAsync(child), other)).JsonAsync();

        var after = await shop.Shopper.GetAsync($"/api/v1/categories/{grandchild}", TestContext.Current.CancellationToken);
        Assert.Equal([other, child, grandchild], (await after.JsonAsync())["breadcrumbs"]!.AsArray().Select(b => b!.Id()));
        Assert.NotEqual(before.Tag(), after.Tag());
    }

    [Fact]
    public async Task MoveCategory_BelowItself_IsRefused()
    {
        var root = await shop.WithCategoryAsync();
        var child = await shop.WithCategoryAsync(root);

        await (await MoveAsync(root, await TagAsync(root), child)).RefusedAsync(409, "catalog.category_cycle");
        await (await MoveAsync(root, await TagAsync(root), root)).RefusedAsync(409, "catalog.category_cycle");
    }

    [Fact]
    public async Task MoveCategory_ToAnIndex_ReordersTheMenu()
    {
        var root = await shop.WithCategoryAsync();
        Guid[] children = [await shop.WithCategoryAsync(root), await shop.WithCategoryAsync(root), await shop.WithCategoryAsync(root)];

        await (await MoveAsync(children[2], await TagAsync(children[2]), root, index: 0)).JsonAsync();

        var page = await (await shop.Shopper.GetAsync($"/api/v1/categories/{root}", TestContext.Current.CancellationToken)).JsonAsync();
        Assert.Equal([children[2], children[0], children[1]], page["children"]!.AsArray().Select(c => c!.Id()));
        var tree = await (await shop.Shopper.GetAsync("/api/v1/categories", TestContext.Current.CancellationToken)).JsonAsync();
        var node = tree["items"]!.AsArray().Single(n => n!.Id() == root)!;
        Assert.Equal([children[2], children[0], children[1]], node["children"]!.AsArray().Select(c => c!.Id()));
    }

    [Fact]
    public async Task MoveCategory_BelowNothing_IsRefused()
    {
        var category = await shop.WithCategoryAsync();

        await (await MoveAsync(category, await TagAsync(category), Guid.CreateVersion7())).RefusedAsync(422, "catalog.unknown_parent");
    }

    [Fact]
    public async Task RenameCategory_ByTwoEditorsAtOnce_LetsOneThrough()
    {
        var category = await shop.WithCategoryAsync();
        var tag = await TagAsync(category);

        var answers = await Task.WhenAll(RenameAsync(category, tag, "By Ada"), RenameAsync(category, tag, "By Grace"));

        Assert.Equal([200, 412], answers.Select(a => (int)a.StatusCode).Order());
    }

    [Fact]
    public async Task RenameCategory_OfAnAncestor_ChangesThePageBelow()
    {
        var root = await shop.WithCategoryAsync();
        var child = await shop.WithCategoryAsync(root);
        var before = await TagAsync(child);

        await (await RenameAsync(root, await TagAsync(root), "Another name")).JsonAsync();

        var page = await shop.Shopper.GetAsync($"/api/v1/categories/{child}", TestContext.Current.CancellationToken);
        Assert.NotEqual(before, page.Tag());
        Assert.Equal("Another name", (await page.JsonAsync())["breadcrumbs"]![0]!.Text("name"));
    }

    [Fact]
    public async Task DeleteCategory_WithProductsOrChildren_IsRefused()
    {
        var root = await shop.WithCategoryAsync();
        var child = await shop.WithCategoryAsync(root);
        await shop.WithPublishedProductAsync(child);

        await (await DeleteAsync(root, await TagAsync(root))).RefusedAsync(409, "catalog.category_has_children");
        await (await DeleteAsync(child, await TagAsync(child))).RefusedAsync(409, "catalog.category_has_products");
    }

    [Fact]
    public async Task DeleteCategory_WhileProductsAreAddedToIt_LeavesNoProductBehind()
    {
        for (var round = 0; round < 10; round++)
        {
            var category = await shop.WithCategoryAsync();
            var tag = await TagAsync(category);

            var created = shop.Staff.PostAsJsonAsync("/api/v1/products", CatalogHost.NewProduct(category), TestContext.Current.CancellationToken);
            var deleted = DeleteAsync(category, tag);

            var outcome = ((int)(await created).StatusCode, (int)(await deleted).StatusCode);
            Assert.True(outcome is (201, 409) or (422, 204), $"{outcome}");
        }
    }

    [Fact]
    public async Task DeleteCategory_WhenEmpty_Disappears()
    {
        var category = await shop.WithCategoryAsync();

        Assert.Equal(204, (int)(await DeleteAsync(category, await TagAsync(category))).StatusCode);

        await (await shop.Shopper.GetAsync($"/api/v1/categories/{category}", TestContext.Current.CancellationToken)).RefusedAsync(404, "catalog.category_not_found");
    }

    [Fact]
    public async Task CreateCategory_WithATakenSlug_IsRefused()
    {
        var slug = CatalogHost.Unique("twice");
        await (await shop.Staff.PostAsJsonAsync("/api/v1/categories", new { name = "One", slug }, TestContext.Current.CancellationToken)).JsonAsync(201);

        await (await shop.Staff.PostAsJsonAsync("/api/v1/categories", new { name = "Two", slug }, TestContext.Current.CancellationToken))
            .RefusedAsync(409, "catalog.category_slug_taken");
    }

    [Theory]
    [InlineData("{\"name\":\"\"}", 422)]
    [InlineData("{\"name\":\"x\",\"slug\":\"No Slug\"}", 422)]
    [InlineData("{\"name\":\"x\",\"index\":-1}", 422)]
    [InlineData("{\"name\":\"x\",\"parentId\":\"nowhere\"}", 400)]
    [InlineData("{\"name\":\"x\",\"path\":[]}", 400)]
    [InlineData("{\"name\":\"x\",\"index\":99999999999}", 400)]
    public async Task CreateCategory_Invalid_IsRefused(string json, int status) =>
        await (await shop.Staff.PostAsync(
            "/api/v1/categories", new StringContent(json, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken)).RefusedAsync(status);

    private async Task<string> TagAsync(Guid id) => (await shop.Shopper.GetAsync($"/api/v1/categories/{id}")).Tag();

    private Task<HttpResponseMessage> MoveAsync(Guid id, string tag, Guid? parentId, int? index = null) =>
        shop.Staff.SendIfMatchAsync(HttpMethod.Put, $"/api/v1/categories/{id}/position", tag, new JsonObject { ["parentId"] = parentId, ["index"] = index });

    private Task<HttpResponseMessage> RenameAsync(Guid id, string tag, string name) =>
        shop.Staff.SendIfMatchAsync(HttpMethod.Put, $"/api/v1/categories/{id}", tag, new { name, slug = CatalogHost.Unique("renamed") });

    private Task<HttpResponseMessage> DeleteAsync(Guid id, string tag) =>
        shop.Staff.SendIfMatchAsync(HttpMethod.Delete, $"/api/v1/categories/{id}", tag);
}
