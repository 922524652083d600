namespace Commerce.Cli;

/// <summary>What the shoppers buy and pay with: mostly what there is plenty of, at times the scarce product, at times with a bad card.</summary>
internal sealed record ChaosShelves(IReadOnlyList<string> Plenty, string Scarce, string GoodCard, string BadCard)
{
    /// <summary>Fewer than are asked for in any run.</summary>
    public const int ScarceStock = 12;

    private const int Products = 5;
    private const int PlentyStock = 1_000_000;

    public static async Task<ChaosShelves> StockAsync(RunningShop shop, CancellationToken ct)
    {
        var owner = await shop.OwnerAsync(ct);
        var plenty = new List<string>();
        for (var i = 0; i < Products; i++)
            plenty.Add(await Shelf.StockAsync(owner, "Chaos lamp", PlentyStock, ct));
        var scarce = await Shelf.StockAsync(owner, "Chaos rarity", ScarceStock, ct);
        var visitor = shop.Visitor();
        return new ChaosShelves(plenty, scarce, await visitor.TokenizeAsync("4242424242424242", ct), await visitor.TokenizeAsync("4000000000009995", ct));
    }

    public string CardFor(ClientOrder order) => order.IsUnpayable ? BadCard : GoodCard;

    /// <summary>The same turn wants the same thing, so that a run can be repeated.</summary>
    public ClientOrder Pick(int turn) => turn % 5 == 4
        ? new ClientOrder(Guid.CreateVersion7(), Scarce, 1) { IsScarce = true }
        : new ClientOrder(Guid.CreateVersion7(), Plenty[turn % Plenty.Count], 1 + (turn % 2)) { IsUnpayable = turn % 11 == 7 };
}
