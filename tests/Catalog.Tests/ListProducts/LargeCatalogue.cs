using Commerce.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Commerce.Catalog.Tests;

/// <summary>Thirty thousand products on sale: twelve in one category, four hundred in another, the rest in a third.</summary>
public sealed class LargeCatalogue() : ServiceHost<Program>("catalogdb")
{
    private const string Fill = """
        INSERT INTO categories (id, slug, name, position, path)
            SELECT id, slug, slug, 1, ARRAY[id] FROM unnest(ARRAY['tiny', 'middle', 'large']) AS slug, LATERAL (SELECT md5(slug)::uuid AS id) i;
        INSERT INTO products (id, slug, status, version, name, description, brand, category_id, attributes, facets, rating_average, rating_count,
                created_at, updated_at, published_at, summary, document)
            SELECT md5('product' || n)::uuid, 'product-' || n, 'published', 1, 'Product ' || md5('name' || n), 'Made for a test.', 'Fellgate',
                md5(CASE WHEN n <= 12 THEN 'tiny' WHEN n <= 412 THEN 'middle' ELSE 'large' END)::uuid, '{}',
                ARRAY[CASE WHEN n % 10000 = 7 THEN 'colour=puce' WHEN n % 2 = 0 THEN 'colour=blue' ELSE 'colour=red' END],
                (hashint4(n) & 400)::numeric / 100 + 1, n % 50, now() - n * interval '1 minute', now(), now() - n * interval '1 minute',
                json_build_object('id', n, 'text', repeat('x', 400)), '{}'
            FROM generate_series(1, 30000) AS n;
        INSERT INTO listed_prices SELECT id, 'EUR', 100 + (hashint4(rating_count + extract(epoch FROM created_at)::int) & 65535) FROM products;
        ANALYZE
        """;

    private NpgsqlDataSource Source => Services.GetRequiredService<NpgsqlDataSource>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateClient(token: null).GetAsync("/api/v1/categories");
        await Database.ExecuteAsync(Fill);
    }

    /// <summary>How many pages of the database the service's own statement for this query string looks at, over the service's own connection.</summary>
    public async Task<int> PagesTouchedAsync(string queryString)
    {
        var query = ProductQuery.Parse(new QueryCollection(QueryHelpers.ParseQuery(queryString))).Value;
        var categories = query.Category is { } category ? await ProductPages.BelowAsync(Source, category, CancellationToken.None) : null;
        await using var command = ProductPages.Command(Source, query, categories);
        return await Source.PagesTouchedAsync(command.CommandText, command.Parameters.Select(p => p.Value));
    }

    /// <summary>The cursor behind the row that so many others stand before.</summary>
    public async Task<string> CursorAfterAsync(string queryString, int rows)
    {
        var query = ProductQuery.Parse(new QueryCollection(QueryHelpers.ParseQuery(queryString))).Value;
        var direction = query.Order.Descending ? " DESC" : "";
        await using var command = Source.CreateCommand(
            $"""
            SELECT {string.Join(", ", query.Order.Columns)} FROM products p JOIN listed_prices l ON l.product_id = p.id
            ORDER BY {string.Join(", ", query.Order.Columns.Select(c => c + direction))} OFFSET {rows - 1} LIMIT 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return query.Order.CursorOf(reader, 0, query.Listing);
    }
}
