namespace Commerce.Sample;

/// <summary>Fills an empty shop through the same calls that staff use, as its owner; what is there already is left as it is.</summary>
internal sealed class SampleShop(ShopApi catalog, ShopApi inventory, Action<string> say)
{
    public const string Owner = "owner@shop.example";

    /// <param name="token">The owner's.</param>
    public async Task FillAsync(string token, CancellationToken ct)
    {
        catalog.SignIn(token);
        inventory.SignIn(token);
        say($"signed in as {Owner}");

        var assortment = Assortment.Create();
        await new CatalogLoader(catalog, say).LoadAsync(assortment, ct);
        await new StockLoader(inventory, say).LoadAsync(assortment, ct);
    }
}
