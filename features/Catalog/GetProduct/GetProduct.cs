using Commerce.Defaults;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>A product's page, by id or slug. Products that are not on sale exist only for staff.</summary>
internal static class GetProduct
{
    public static Task Handle(HttpContext http, string idOrSlug, ResponseCache cache, NpgsqlDataSource database)
    {
        if (http.Request.QueryString.HasValue)
            return SelectAsync(http, idOrSlug, database);

        var key = new CacheKey(CachedKind.Product, idOrSlug);
        return cache.TryGet(key, out var answer) ? answer.WriteAsync(http) : ReadAsync(http, key, cache, database);
    }

    private static async Task ReadAsync(HttpContext http, CacheKey key, ResponseCache cache, NpgsqlDataSource database)
    {
        var answer = await cache.GetAsync(
            key,
            alias: null,
            async ct => await database.ReadProductAsync(key.Name, onSaleOnly: true, ct) is { } found
                ? new CachedAnswer(found.Document, ETag.From(found.Version))
                : null,
            http.RequestAborted);
        if (answer is not null)
            await answer.WriteAsync(http);
        else
            await HiddenAsync(http, key.Name, fields: null, database);
    }

    // A part of the page: rare enough to be cut out on request, and told apart by a tag of its own.
    private static async Task SelectAsync(HttpContext http, string idOrSlug, NpgsqlDataSource database)
    {
        var fields = OnlyFields.Parse(http.Request.Query, CatalogJson.Compact.ProductDetails);
        if (fields.Error is { } refusal)
            await refusal.ToProblem().ExecuteAsync(http);
        else if (await database.ReadProductAsync(idOrSlug, onSaleOnly: true, http.RequestAborted) is { } found)
            await new CachedAnswer(fields.Value?.Apply(found.Document) ?? found.Document).WriteAsync(http);
        else
            await HiddenAsync(http, idOrSlug, fields.Value, database);
    }

    private static async Task HiddenAsync(HttpContext http, string idOrSlug, FieldSelection? fields, NpgsqlDataSource database)
    {
        var found = http.User.HasPermission(CatalogPermissions.Read)
            ? await database.ReadProductAsync(idOrSlug, onSaleOnly: false, http.RequestAborted)
            : null;
        if (found is not { } product)
        {
            await ProductErrors.NotFound(idOrSlug).ToProblem().ExecuteAsync(http);
            return;
        }

        if (fields is null)
            http.Response.Headers.ETag = ETag.From(product.Version);
        await StaffOnly.WriteAsync(http, fields?.Apply(product.Document) ?? product.Document);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/products/{idOrSlug}", Handle)
        .AllowAnonymous()
        .MoreWith(CatalogPermissions.Read)
        .WithQueryParameters(new QueryParameter("fields", "Only these fields, such as id,name,variants.sku."))
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .Produces<ProductDetails>()
        .WithExample(request: null, Examples.Product);
}
