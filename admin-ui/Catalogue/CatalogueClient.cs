using System.Globalization;
using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>Catalog's API as staff use it.</summary>
internal sealed class CatalogueClient(GatewayClient gateway)
{
    public Task<Page<ProductRow>> ListAsync(ProductFilter filter, string sort, string? cursor, int limit, CancellationToken ct) =>
        gateway.GetAsync<Page<ProductRow>>(
            ApiPath.Of(
                "/api/v1/catalog/products", ("q", filter.Text), ("category", filter.Category), ("status", filter.Status), ("sort", sort), ("cursor", cursor),
                ("limit", limit.ToString(CultureInfo.InvariantCulture))),
            ct);

    public Task<ProductDetails> GetAsync(Guid id, CancellationToken ct) => gateway.GetAsync<ProductDetails>($"/api/v1/products/{id}", ct);

    public Task<ProductDetails> CreateAsync(Guid id, ProductContent content, Guid key, CancellationToken ct) => gateway.PostAsync<ProductDetails>(
        "/api/v1/products",
        new { Id = id, content.Slug, content.Name, content.Description, content.Brand, content.CategoryId, content.Attributes, content.Variants }, key, ct);

    /// <param name="version">What the editor began with: refused with 412 when somebody else saved since.</param>
    public Task<ProductDetails> ReviseAsync(Guid id, long version, ProductContent content, Guid key, CancellationToken ct) =>
        gateway.PutAsync<ProductDetails>($"/api/v1/catalog/products/{id}", content, version, key, ct);

    /// <summary>Only what was never on sale; refused with 412 when somebody saved since <paramref name="version"/>.</summary>
    public Task DeleteAsync(Guid id, long version, Guid key, CancellationToken ct) => gateway.DeleteAsync($"/api/v1/products/{id}", version, key, ct);

    public async Task<IReadOnlyList<ChangePreview>> PreviewAsync(BulkWish wish, IReadOnlyList<Guid> products, CancellationToken ct) =>
        (await gateway.PostAsync<Page<ChangePreview>>("/api/v1/catalog/changes/preview", new { Change = wish, ProductIds = products }, Guid.CreateVersion7(), ct)).Items;

    public Task<ChangeDone> ChangeAsync(BulkWish wish, IReadOnlyList<ChangePreview> items, Guid key, CancellationToken ct) => gateway.PostAsync<ChangeDone>(
        "/api/v1/catalog/changes", new { Change = wish, Items = items.Select(i => new { i.ProductId, i.Version }) }, key, ct);

    public Task<ChangeUndone> UndoAsync(Guid changeId, Guid key, CancellationToken ct) =>
        gateway.PostAsync<ChangeUndone>($"/api/v1/catalog/changes/{changeId}/undo", new { }, key, ct);

    public async Task<IReadOnlyList<PastChange>> LatestChangesAsync(CancellationToken ct) =>
        (await gateway.GetAsync<Page<PastChange>>("/api/v1/catalog/changes?limit=10", ct)).Items;

    public async Task<IReadOnlyList<CategoryNode>> CategoriesAsync(CancellationToken ct) =>
        (await gateway.GetAsync<Page<CategoryNode>>("/api/v1/categories", ct)).Items;

    public Task<CategoryNode> AddCategoryAsync(string name, Guid? parentId, Guid key, CancellationToken ct) =>
        gateway.PostAsync<CategoryNode>("/api/v1/categories", new { Name = name, ParentId = parentId }, key, ct);

    public Task<CategoryNode> RenameCategoryAsync(CategoryNode category, string name, string slug, Guid key, CancellationToken ct) =>
        gateway.PutAsync<CategoryNode>($"/api/v1/categories/{category.Id}", new { Name = name, Slug = slug }, category.Version, key, ct);

    public Task<CategoryNode> MoveCategoryAsync(CategoryNode category, Guid? parentId, int index, Guid key, CancellationToken ct) =>
        gateway.PutAsync<CategoryNode>($"/api/v1/categories/{category.Id}/position", new { ParentId = parentId, Index = index }, category.Version, key, ct);

    public Task DeleteCategoryAsync(CategoryNode category, Guid key, CancellationToken ct) =>
        gateway.DeleteAsync($"/api/v1/categories/{category.Id}", category.Version, key, ct);
}

/// <summary>Which products are looked for.</summary>
internal sealed record ProductFilter(string? Text = null, string? Category = null, string? Status = null);

/// <summary>A product in a list.</summary>
public sealed record ProductRow(
    Guid Id, string Slug, string Status, string Name, string Brand, Guid CategoryId, IReadOnlyList<PriceSpan> PriceRanges, int VariantCount, long Version,
    DateTimeOffset UpdatedAt, DateTimeOffset? PublishedAt)
{
    public bool Equals(ProductRow? other) => other is not null && other.Id == Id && other.Version == Version;

    public override int GetHashCode() => HashCode.Combine(Id, Version);
}

/// <summary>From the cheapest variant to the dearest.</summary>
public sealed record PriceSpan(Money From, Money To);

/// <summary>All of a product.</summary>
public sealed record ProductDetails(
    Guid Id, string Slug, string Status, long Version, string Name, string Description, string Brand, Guid CategoryId,
    Dictionary<string, JsonElement> Attributes, IReadOnlyList<ProductVariant> Variants, DateTimeOffset UpdatedAt)
{
    public ProductContent Content => new(Slug, Name, Description, Brand, CategoryId, Attributes, Variants);
}

/// <summary>What an editor writes.</summary>
public sealed record ProductContent(
    string Slug, string Name, string Description, string Brand, Guid CategoryId, Dictionary<string, JsonElement> Attributes, IReadOnlyList<ProductVariant> Variants);

/// <summary>A buyable form of a product.</summary>
public sealed record ProductVariant(string Sku, Dictionary<string, string> Options, IReadOnlyList<Money> Prices);

/// <summary>What shall become of many products.</summary>
public sealed record BulkWish(string Action, string? Currency = null, decimal? Percent = null, Money? Amount = null);

/// <summary>Why one product of many is left as it is.</summary>
public sealed record ItemRefusal(string Code, string Detail);

/// <summary>What a change would do to one product.</summary>
public sealed record ChangePreview(Guid ProductId, string? Name, long? Version, ChangePreview.State? Before, ChangePreview.State? After, ItemRefusal? Error)
{
    public sealed record State(string Status, IReadOnlyList<PriceSpan> PriceRanges);
}

/// <summary>What a change did.</summary>
public sealed record ChangeDone(Guid? Id, DateTimeOffset? UndoUntil, int Changed, int Refused, IReadOnlyList<ChangeDone.Item> Items)
{
    public sealed record Item(Guid ProductId, long? Version, ItemRefusal? Error);
}

/// <summary>What undoing did.</summary>
public sealed record ChangeUndone(int Undone, int Left);

/// <summary>A change of many products that was done lately.</summary>
public sealed record PastChange(Guid Id, BulkWish Change, string Actor, int Products, DateTimeOffset DoneAt, DateTimeOffset UndoUntil, DateTimeOffset? UndoneAt);

/// <summary>A category with everything below it.</summary>
public sealed record CategoryNode(Guid Id, string Slug, string Name, long Version, IReadOnlyList<CategoryNode> Children);
