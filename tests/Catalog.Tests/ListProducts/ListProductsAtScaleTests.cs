namespace Commerce.Catalog.Tests;

/// <summary>What a page costs among many products, counted in pages of the database that are looked at: the same on every machine.</summary>
public sealed class ListProductsAtScaleTests(LargeCatalogue shop) : IClassFixture<LargeCatalogue>
{
    private const int PagesToTouch = 8_000;
    private static readonly string[] s_categories = ["tiny", "middle", "large"];

    public static IEnumerable<TheoryDataRow<string, string>> CategoriesAndOrders =>
        from category in s_categories
        from order in ProductOrder.All
        select new TheoryDataRow<string, string>(category, order.Name);

    [Theory]
    [MemberData(nameof(CategoriesAndOrders))]
    public async Task ListProducts_InACategoryOfAnySizeInAnyOrder_LooksAtFewPages(string category, string sort) =>
        Assert.InRange(await shop.PagesTouchedAsync($"category={category}&currency=EUR&sort={sort}"), 1, PagesToTouch);

    public static IEnumerable<TheoryDataRow<string>> Orders => ProductOrder.All.Select(order => new TheoryDataRow<string>(order.Name));

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task ListProducts_DeepInside_LooksAtItsPageAlone(string sort)
    {
        var query = $"currency=EUR&sort={sort}";
        var cursor = await shop.CursorAfterAsync(query, 20_000);
        Assert.InRange(await shop.PagesTouchedAsync($"{query}&cursor={cursor}"), 1, 500);
    }

    [Theory]
    [InlineData("attr.colour=blue")]
    [InlineData("attr.colour=puce")]
    [InlineData("attr.colour=none")]
    [InlineData("minPrice=100.00")]
    [InlineData("maxPrice=1.00")]
    [InlineData("minRating=4.9")]
    public async Task ListProducts_ByAnyFilterAndPrice_LooksAtFewPages(string filter) =>
        Assert.InRange(await shop.PagesTouchedAsync($"{filter}&currency=EUR&sort=price"), 0, PagesToTouch);
}
