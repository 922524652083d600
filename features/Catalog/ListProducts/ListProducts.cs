using Commerce.Defaults;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>Shoppers browse what is on sale; staff also what is not.</summary>
internal static class ListProducts
{
    /// <param name="NextCursor">Null on the last page.</param>
    public sealed record Response(IReadOnlyList<ProductSummary> Items, string? NextCursor);

    private static readonly QueryParameter[] s_parameters =
    [
        new("q", "Words that name, brand or description contain; quotes and -word as in web searches."),
        new("category", "Id or slug; everything below it is included."),
        new("currency", "Only products with a price in it; needed by minPrice, maxPrice and sort=price."),
        new("minPrice", "Lowest price at least this, such as 10.00."),
        new("maxPrice", "Lowest price at most this."),
        new("minRating", "Average rating at least this, 0 to 5."),
        new("attr.{name}", "An attribute or option has this value; repeat for any of several values."),
        new("status", "published (default); draft and withdrawn for staff."),
        new("sort", "newest (default), name, -name, rating, price or -price."),
        new("limit", "1 to 100, default 24."),
        new("cursor", "nextCursor of the page before."),
        new("fields", "Only these fields of each item, such as id,name,rating.average."),
    ];

    public static Task Handle(HttpContext http, ResponseCache cache, NpgsqlDataSource database)
    {
        var asWritten = new CacheKey(CachedKind.List, http.Request.QueryString.Value ?? "");
        return cache.TryGet(asWritten, out var answer) ? answer.WriteAsync(http) : ReadAsync(http, asWritten, cache, database);
    }

    private static async Task ReadAsync(HttpContext http, CacheKey asWritten, ResponseCache cache, NpgsqlDataSource database)
    {
        var parsed = ProductQuery.Parse(http.Request.Query);
        if (parsed.Error is { } refusal)
        {
            await refusal.ToProblem().ExecuteAsync(http);
            return;
        }

        var query = parsed.Value;
        if (query.Status != ProductStatus.Published)
        {
            await StaffOnly.AnswerAsync(http, async ct => await database.ReadPageAsync(query, ct));
            return;
        }

        var answer = await cache.GetAsync(
            new CacheKey(CachedKind.List, query.Key),
            asWritten,
            async ct => new CachedAnswer(await database.ReadPageAsync(query, ct)),
            http.RequestAborted);
        await answer!.WriteAsync(http);
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/api/v1/products", Handle)
        .AllowAnonymous()
        .MoreWith(CatalogPermissions.Read)
        .WithQueryParameters(s_parameters)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .Produces<Response>()
        .WithExample(request: null, new Response([Examples.Summary], null));
}
