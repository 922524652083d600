namespace Commerce.AdminUi;

/// <summary>What the list of products can be asked, for the page and for its export.</summary>
internal static class ProductList
{
    public static readonly ListSchema Schema = new(
        ["q", "category", "status"], ["-updatedAt", "updatedAt", "name", "-name"], ["name", "status", "price", "category", "brand", "variants", "updated"]);

    public static readonly CsvExport<CatalogueClient, ProductRow> Export = new("products", StaffPermissions.ReadCatalog, Schema, ReadAsync,
    [
        new("product", row => row.Id),
        new("name", row => row.Name),
        new("brand", row => row.Brand),
        new("status", row => row.Status),
        new("category", row => row.CategoryId),
        new("variants", row => row.VariantCount),
        new("prices", row => string.Join("; ", row.PriceRanges.Select(Text))),
        new("slug", row => row.Slug),
        new("published", row => row.PublishedAt),
        new("updated", row => row.UpdatedAt),
    ]);

    public static Task<Page<ProductRow>> ReadAsync(CatalogueClient catalogue, ListState state, PersonFormat format, int limit, CancellationToken ct) =>
        catalogue.ListAsync(
            new(
                state.Filter("q"), state.Filter("category"),
                state.Filter("status") is { } status && CatalogueWords.Statuses.Contains(status) ? status : null),
            state.Sort, state.Cursor, limit, ct);

    // All its currencies in one cell: a product is a line.
    private static string Text(PriceSpan span) => span.From == span.To ? $"{span.From}" : $"{span.From.ToAmountString()}-{span.To}";
}
