namespace Commerce.Sample;

/// <summary>Fills an empty shop through the same calls that staff use, as its owner; what is there already is left as it is.</summary>
internal sealed class SampleShop(ShopApi identity, ShopApi catalog, ShopApi inventory, Action<string> say)
{
    private const string Owner = "owner@shop.example";

    public async Task FillAsync(string password, CancellationToken ct)
    {
        var tokens = await identity.PostAsync<Tokens>("api/v1/auth/login", new { email = Owner, password }, ct);
        catalog.SignIn(tokens.AccessToken);
        inventory.SignIn(tokens.AccessToken);
        say($"signed in as {Owner}");

        var assortment = Assortment.Create();
        await new CatalogLoader(catalog, say).LoadAsync(assortment, ct);
        await new StockLoader(inventory, say).LoadAsync(assortment, ct);
    }

    private sealed record Tokens(string AccessToken);
}
