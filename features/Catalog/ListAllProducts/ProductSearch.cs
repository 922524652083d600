using System.Text.Json;
using System.Text.RegularExpressions;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Npgsql;

namespace Commerce.Catalog;

/// <summary>Which products staff look for, in which order.</summary>
internal sealed partial record ProductSearch(string? Text, string? Category, string? Status, string Sort)
{
    private const int MaxText = 200;
    private const int MaxWords = 8;
    private const int MaxSkus = 500;
    private const string Name = "p.name COLLATE \"und-x-icu\"";

    private static readonly string[] s_statuses = ["published", "draft", "withdrawn"];
    private static readonly string[] s_sorts = ["-updatedAt", "updatedAt", "name", "-name"];

    /// <summary>What a cursor belongs to.</summary>
    public string Listing => string.Join('\n', "catalog", Text, Category, Status, Sort);

    private bool ByName => Sort.EndsWith("name", StringComparison.Ordinal);

    private bool Descending => Sort.StartsWith('-');

    public static Result<ProductSearch> Of(string? text, string? category, string? status, string? sort)
    {
        if (!IsPlain(text))
            return Refuse("q", $"At most {MaxText} characters, without control characters.");
        if (!IsPlain(category))
            return Refuse("category", "The id or slug of a category.");
        if (status is not null && !s_statuses.Contains(status))
            return Refuse("status", $"One of {string.Join(", ", s_statuses)}.");
        if (sort is not null && !s_sorts.Contains(sort))
            return Refuse("sort", $"One of {string.Join(", ", s_sorts)}.");
        return new ProductSearch(OrNull(text), OrNull(category), status, sort ?? s_sorts[0]);
    }

    public string CursorAfter(ListAllProducts.Item last) =>
        ByName ? Cursor.Encode(Listing, last.Name, last.Id) : Cursor.Encode(Listing, last.UpdatedAt, last.Id);

    public async Task<List<ListAllProducts.Item>> ReadAsync(Session session, CursorKey after, int limit, CancellationToken ct)
    {
        var parameters = new List<object?>();
        var where = new List<string>();
        if (Status is not null)
            where.Add($"p.status = {Parameter(Status)}");
        if (Category is not null)
            where.Add($"p.category_id = ANY ({Parameter(await session.BelowAsync(Category, ct))})");
        if (Text is not null && Words() is var words)
            where.Add(words.Length == 0 ? "false" : $"""
                (p.search @@ to_tsquery('english', {Parameter(string.Join(" & ", words))}) OR p.id = ANY (ARRAY(
                    SELECT v.product_id FROM variants v
                    WHERE v.sku COLLATE "C" >= {Parameter(Text.ToUpperInvariant())} AND v.sku COLLATE "C" < {Parameter(Text.ToUpperInvariant() + "~")} LIMIT {MaxSkus})))
                """);
        var key = ByName ? Name : "p.updated_at";
        if (!after.IsStart)
            where.Add($"({key}, p.id) {(Descending ? '<' : '>')} ({Parameter(ByName ? after.Text(0) : after.Time(0))}, {Parameter(after.Id(1))})");

        var direction = Descending ? "DESC" : "ASC";
        return await session.QueryAsync(
            $"""
            SELECT p.summary, p.version, p.updated_at FROM products p
            {(where.Count == 0 ? "" : "WHERE " + string.Join(" AND ", where))}
            ORDER BY {key} {direction}, p.id {direction} LIMIT {Parameter(limit)}
            """,
            Read, ct, [.. parameters]);

        string Parameter(object value)
        {
            parameters.Add(value);
            return $"${parameters.Count}";
        }
    }

    private static ListAllProducts.Item Read(NpgsqlDataReader row)
    {
        var product = JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(0), CatalogJson.Compact.ProductSummary)!;
        return new(
            product.Id, product.Slug, product.Status, product.Name, product.Brand, product.CategoryId, product.PriceRanges, product.VariantCount,
            row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2), product.PublishedAt);
    }

    private string[] Words() => [.. Word().Matches(Text!).Take(MaxWords).Select(w => w.Value + ":*")];

    private static bool IsPlain(string? text) => text is null || (text.Length <= MaxText && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)));

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static Error Refuse(string parameter, string detail) =>
        new(422, "invalid_parameter", $"{parameter}: {detail}") { Fields = [new FieldError(parameter, "invalid_parameter", detail)] };

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
