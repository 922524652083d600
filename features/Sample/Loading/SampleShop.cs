namespace Commerce.Sample;

/// <summary>Fills an empty shop through the same calls that staff use, as its owner; what is there already is left as it is.</summary>
internal sealed class SampleShop(ShopApi identity, ShopApi catalog, ShopApi inventory, TimeProvider clock, Action<string> say)
{
    private const string Owner = "owner@shop.example";

    public async Task FillAsync(string password, string authenticator, CancellationToken ct)
    {
        var token = await new OwnerLogIn(identity, clock).TokenAsync(Owner, password, authenticator, ct);
        catalog.SignIn(token);
        inventory.SignIn(token);
        say($"signed in as {Owner}");

        var assortment = Assortment.Create();
        await new CatalogLoader(catalog, say).LoadAsync(assortment, ct);
        await new StockLoader(inventory, say).LoadAsync(assortment, ct);
    }
}
