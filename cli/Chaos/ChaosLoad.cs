namespace Commerce.Cli;

/// <summary>The shoppers of one run, who buy from outside through the gateway until they are stopped.</summary>
internal sealed class ChaosLoad(IReadOnlyList<ChaosShopper> shoppers, ChaosShelves shelves, ClientHistory history)
{
    private const int Shoppers = 8;

    public static async Task<ChaosLoad> SetAsync(RunningShop shop, ClientHistory history, CancellationToken ct)
    {
        var shelves = await ChaosShelves.StockAsync(shop, ct);
        var warehouse = new PatientClient(shop, history, RunningShop.WarehouseEmail, shop.SamplePassword, shop.SampleAuthenticator);
        await warehouse.SignInAsync(ct);
        var shoppers = new List<ChaosShopper>();
        for (var number = 0; number < Shoppers; number++)
        {
            var (email, password) = ($"chaos-{Guid.CreateVersion7():N}@example.org", $"chaos {Guid.CreateVersion7():N}");
            await shop.ShopperAsync(email, password, "Chaos", ct);
            shoppers.Add(new ChaosShopper(new PatientClient(shop, history, email, password), warehouse, history, shelves, number));
        }

        return new ChaosLoad(shoppers, shelves, history);
    }

    public Task BuyUntilAsync(CancellationToken stop, CancellationToken ct) => Task.WhenAll(shoppers.Select(async shopper =>
    {
        try
        {
            await shopper.BuyUntilAsync(stop, ct);
        }
        catch (RefusedException gaveUp)
        {
            history.Surprised($"a shopper gave up: {gaveUp.Message}");
        }
    }));

    /// <summary>A line for everything that the shop says now and that contradicts what its clients were told.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(RunningShop shop, CancellationToken ct)
    {
        var found = new Dictionary<Guid, string>();
        foreach (var shopper in shoppers)
        {
            foreach (var (id, status) in await shopper.ListAsync(ct))
                found[id] = status;
        }

        var available = await Shelf.AvailableAsync(shop.Visitor(), shelves.Scarce, ct);
        return
        [
            .. history.Surprises,
            .. HistoryCheck.Orders(history.Orders, found),
            .. HistoryCheck.Scarcity(history.Orders, found, ChaosShelves.ScarceStock, available),
        ];
    }
}
