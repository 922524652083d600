using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Staff see every product, on sale or not, with the version that a change of it needs.</summary>
internal static class ListAllProducts
{
    /// <param name="Version">For <c>If-Match</c>.</param>
    public sealed record Item(
        Guid Id, string Slug, ProductStatus Status, string Name, string Brand, Guid CategoryId, IReadOnlyList<PriceRange> PriceRanges, int VariantCount,
        long Version, DateTimeOffset UpdatedAt, DateTimeOffset? PublishedAt);

    public static async Task<IResult> Handle(
        string? q, string? category, string? status, string? sort, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        var search = ProductSearch.Of(q, category, status, sort);
        if (search.Error is { } badSearch)
            return badSearch.ToProblem();
        var asked = PageRequest.Read(search.Value.Listing, cursor, limit, Limit.Staff);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();

        var rows = await search.Value.ReadAsync(session, asked.Value.After, asked.Value.Rows, ct);
        return TypedResults.Ok(asked.Value.PageOf(rows, search.Value.KeyOf));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/catalog/products", Handle)
        .RequirePermission(CatalogPermissions.Read)
        .WithDescription(
            "`q` is words that name, brand or description contain or begin with, or the beginning of a SKU; `category` an id or slug, with "
            + "everything below it; `status` one of published, draft and withdrawn; `sort` one of -updatedAt (default), updatedAt, name, -name.")
        .Produces<Page<Item>>()
        .WithExample(null, new Page<Item>(
            [
                new(Examples.Product.Id, Examples.Product.Slug, Examples.Product.Status, Examples.Product.Name, Examples.Product.Brand, Examples.Product.CategoryId,
                    Examples.Product.PriceRanges, 1, 1, Examples.Product.UpdatedAt, Examples.Product.PublishedAt),
            ],
            null));
}
