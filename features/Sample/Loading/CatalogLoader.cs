namespace Commerce.Sample;

/// <summary>Brings the categories and products into the catalogue that are not there yet.</summary>
internal sealed class CatalogLoader(ShopApi catalog, Action<string> say)
{
    private const int ProductsPerCall = 100;

    public async Task LoadAsync(Assortment assortment, CancellationToken ct)
    {
        await LoadCategoriesAsync(assortment.Categories, ct);
        await LoadProductsAsync(assortment.Products, ct);
    }

    private async Task LoadCategoriesAsync(IReadOnlyList<SampleCategory> categories, CancellationToken ct)
    {
        var tree = await catalog.GetAsync<CategoryTree>("api/v1/categories", ct);
        var known = tree.Items.SelectMany(c => c.Ids()).ToHashSet();
        var missing = categories.Where(c => !known.Contains(c.Id)).ToList();
        foreach (var category in missing)
            await catalog.PostAsync<Created>("api/v1/categories", category, ct);
        say($"categories: {categories.Count - missing.Count} there, {missing.Count} added");
    }

    private async Task LoadProductsAsync(IReadOnlyList<SampleProduct> products, CancellationToken ct)
    {
        var missing = new List<SampleProduct>();
        foreach (var chunk in products.Chunk(ProductsPerCall))
        {
            var known = await catalog.PostAsync<Found>("api/v1/products/batch-get", new { ids = chunk.Select(p => p.Id), fields = "id" }, ct);
            missing.AddRange(chunk.Where((_, i) => known.Items[i].Status == 404));
        }

        var added = 0;
        foreach (var chunk in missing.Chunk(ProductsPerCall))
        {
            var result = await catalog.PostAsync<BatchResult>("api/v1/products/batch", new { items = chunk }, ct);
            // An id that is taken by now is our own earlier call, whose answer got lost.
            if (result.Items.FirstOrDefault(i => i.Error is { Code: not "catalog.product_id_taken" }) is { } refused)
                throw new LoadingException($"'{chunk[refused.Index].Name}' was refused: {refused.Error}");
            added += chunk.Length;
            say($"products: {added} of {missing.Count} added");
        }

        if (missing.Count == 0)
            say($"products: {products.Count} there, 0 added");
    }

    private sealed record CategoryTree(IReadOnlyList<CategoryNode> Items);

    private sealed record CategoryNode(Guid Id, IReadOnlyList<CategoryNode> Children)
    {
        public IEnumerable<Guid> Ids() => Children.SelectMany(c => c.Ids()).Prepend(Id);
    }

    private sealed record Created(Guid Id);

    private sealed record Found(IReadOnlyList<FoundItem> Items);

    private sealed record FoundItem(int Status);

    private sealed record BatchResult(IReadOnlyList<BatchItem> Items);

    private sealed record BatchItem(int Index, BatchError? Error);

    private sealed record BatchError(string Code, string Detail, IReadOnlyList<FieldFault> Errors)
    {
        public override string ToString() => $"{Code}, {Detail} {string.Join(' ', Errors.Select(e => $"{e.Pointer}: {e.Detail}"))}";
    }

    private sealed record FieldFault(string Pointer, string Detail);
}
