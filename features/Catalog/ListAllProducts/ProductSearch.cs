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

    public object?[] KeyOf(ListAllProducts.Item row) => ByName ? [row.Name, row.Id] : [row.UpdatedAt, row.Id];

    public async Task<List<ListAllProducts.Item>> ReadAsync(Session session, CursorKey? after, int limit, CancellationToken ct)
    {
        var (direction, beyond) = Descending ? ("DESC", "<") : ("ASC", ">");
        var key = ByName ? Name : "p.updated_at";
        var conditions = new Conditions();
        conditions.Add("p.status = {0}", Status);
        if (Category is not null)
            conditions.Add("p.category_id = ANY ({0})", await session.BelowAsync(Category, ct));
        if (Text is not null)
            Matching(conditions, Text.ToUpperInvariant());
        conditions.Add($"({key}, p.id) {beyond} ({{0}}, {{1}})", ByName ? after?.Text(0) : after?.Time(0), after?.Id(1));
        return await session.QueryAsync(
            $"""
            SELECT p.summary, p.version, p.updated_at FROM products p{conditions.Sql}
            ORDER BY {key} {direction}, p.id {direction} LIMIT {conditions.Parameter(limit)}
            """,
            Read, ct, conditions.Parameters);
    }

    private void Matching(Conditions conditions, string sku)
    {
        if (Words() is not { Length: > 0 } words)
            conditions.AddFixed("false");
        else
            conditions.Add(
                $$"""
                (p.search @@ to_tsquery('english', {0}) OR p.id = ANY (ARRAY(
                    SELECT v.product_id FROM variants v WHERE v.sku COLLATE "C" >= {1} AND v.sku COLLATE "C" < {2} LIMIT {{MaxSkus}})))
                """,
                string.Join(" & ", words), sku, sku + "~");
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
