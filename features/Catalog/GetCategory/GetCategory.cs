using System.Text.Json;
using Commerce.Defaults;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>A category's page, by id or slug: breadcrumbs above it, categories directly below.</summary>
internal static class GetCategory
{
    public static async Task Handle(HttpContext http, string idOrSlug, ResponseCache cache, NpgsqlDataSource database)
    {
        var answer = await cache.GetAsync(
            new CacheKey(CachedKind.Category, idOrSlug),
            alias: null,
            async ct => Answer(idOrSlug, await database.ReadTreeAsync(ct)),
            http.RequestAborted);
        await (answer?.WriteAsync(http) ?? CategoryErrors.NotFound(idOrSlug).ToProblem().ExecuteAsync(http));
    }

    private static CachedAnswer? Answer(string idOrSlug, CategoryTree tree) => tree.Find(idOrSlug) is { } category
        ? new CachedAnswer(
            JsonSerializer.SerializeToUtf8Bytes(CategoryDetails.Of(category, tree), CatalogJson.Compact.CategoryDetails),
            ETag.From(category.Version))
        : null;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/categories/{idOrSlug}", Handle)
        .AllowAnonymous()
        .Produces<CategoryDetails>()
        .WithExample(request: null, Examples.Category);
}
