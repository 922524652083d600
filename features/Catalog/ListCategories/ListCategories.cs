using System.Text.Json;
using Commerce.Defaults;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>The whole tree of categories, as menus show it.</summary>
internal static class ListCategories
{
    public sealed record Response(IReadOnlyList<CategoryNode> Items);

    public static async Task Handle(HttpContext http, ResponseCache cache, NpgsqlDataSource database)
    {
        var answer = await cache.GetAsync(
            new CacheKey(CachedKind.Tree, ""),
            alias: null,
            async ct => new CachedAnswer(JsonSerializer.SerializeToUtf8Bytes(
                new Response(CategoryNode.Below(null, await database.ReadTreeAsync(ct))), CatalogJson.Compact.Response)),
            http.RequestAborted);
        await answer!.WriteAsync(http);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/categories", Handle)
        .AllowAnonymous()
        .Produces<Response>()
        .WithExample(request: null, new Response([Examples.Node]));
}
