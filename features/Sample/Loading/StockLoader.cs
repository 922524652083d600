namespace Commerce.Sample;

/// <summary>Fills the warehouses with what is not there yet.</summary>
internal sealed class StockLoader(ShopApi inventory, Action<string> say)
{
    private const int SkusPerQuestion = 100;

    // Each SKU lies in at most three warehouses, and a call takes a thousand items: all of a SKU's arrive together or not at all.
    private const int SkusPerDelivery = 330;

    public async Task LoadAsync(Assortment assortment, CancellationToken ct)
    {
        foreach (var warehouse in Stock.Warehouses)
            await inventory.PutAsync<Warehouse>($"api/v1/warehouses/{warehouse.Code}", new { warehouse.Name, warehouse.Country, warehouse.Priority }, ct);

        var stocked = assortment.Products.SelectMany(p => p.Variants).Select(v => (v.Sku, Levels: Stock.Of(v).ToList())).Where(s => s.Levels.Count > 0).ToList();
        var missing = new List<List<SampleStock>>();
        foreach (var chunk in stocked.Chunk(SkusPerQuestion))
        {
            var known = await inventory.GetAsync<Availability>($"api/v1/inventory?skus={string.Join(',', chunk.Select(s => s.Sku))}", ct);
            missing.AddRange(chunk.Where(s => known.Unknown.Contains(s.Sku)).Select(s => s.Levels));
        }

        var added = 0;
        foreach (var chunk in missing.Chunk(SkusPerDelivery))
        {
            await DeliverAsync([.. chunk.SelectMany(levels => levels)], ct);
            added += chunk.Length;
            say($"stock: {added} of {missing.Count} SKUs delivered");
        }

        if (missing.Count == 0)
            say($"stock: {stocked.Count} SKUs there, 0 delivered");
    }

    private async Task DeliverAsync(List<SampleStock> levels, CancellationToken ct)
    {
        var result = await inventory.PostAsync<BatchResult>(
            "api/v1/inventory/batch",
            // Against version 0, so that a delivery whose answer got lost is not booked a second time.
            new { items = levels.Select(l => new { l.Sku, l.Warehouse, reason = "receipt", setTo = l.Quantity, expectedVersion = 0, reference = "opening stock" }) },
            ct);
        if (result.Items.FirstOrDefault(i => i.Error is { Status: not 409 }) is { } refused)
            throw new LoadingException($"Stock of {levels[refused.Index].Sku} was refused: {refused.Error!.Code}, {refused.Error.Detail}");
    }

    private sealed record Warehouse(string Code);

    private sealed record Availability(HashSet<string> Unknown);

    private sealed record BatchResult(IReadOnlyList<BatchItem> Items);

    private sealed record BatchItem(int Index, BatchError? Error);

    private sealed record BatchError(int Status, string Code, string Detail);
}
