namespace Commerce.Cli;

/// <summary>Two hundred shoppers want the last fifty at the same moment.</summary>
internal static class RaceBench
{
    private const int Stock = 50;
    private const int Buyers = 200;
    private const int Accounts = 8;
    private const int Rounds = 10;
    private const string Card = "4242424242424242";

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunningShop shop, TimeSpan window, CancellationToken ct)
    {
        var owner = await shop.OwnerAsync(ct);
        var shoppers = new List<ShopClient>();
        for (var i = 0; i < Accounts; i++)
            shoppers.Add(await shop.ShopperAsync($"race-{Guid.CreateVersion7():N}@example.org", $"race {Guid.CreateVersion7():N}", "Racer", ct));
        var token = await shop.Visitor().TokenizeAsync(Card, ct);

        var rounds = new List<(int Confirmed, int Refused, int Other, double Seconds)>();
        for (var round = 0; round < Rounds; round++)
            rounds.Add(await RoundAsync(owner, shoppers, token, ct));

        var exact = rounds.Count(r => r is { Confirmed: Stock, Refused: Buyers - Stock, Other: 0 });
        return
        [
            new(
                $"{Buyers} shoppers, {Stock} pieces: sold exactly {Stock}", $"{exact} of {Rounds} rounds", $"{Rounds}", exact == Rounds),
            new("    one round", $"{new Sampled(rounds.Select(r => r.Seconds * 1000)).At(50):F0} ms (median)"),
            .. rounds.Where(r => r.Confirmed != Stock || r.Other > 0).Select(r => new Figure("    a round that was not", $"{r.Confirmed} confirmed, {r.Refused} refused, {r.Other} other")),
        ];
    }

    private static async Task<(int Confirmed, int Refused, int Other, double Seconds)> RoundAsync(
        ShopClient owner, List<ShopClient> shoppers, string token, CancellationToken ct)
    {
        var sku = await Shelf.StockAsync(owner, "Last fifty", Stock, ct);
        var carts = new List<(ShopClient Shopper, Guid Cart)>();
        for (var i = 0; i < Buyers; i++)
            carts.Add((shoppers[i % shoppers.Count], await shoppers[i % shoppers.Count].CartAsync("EUR", ct, (sku, 1))));

        var began = TimeProvider.System.GetTimestamp();
        var answers = await Task.WhenAll(carts.Select(c => c.Shopper.OrderAsync(Guid.CreateVersion7(), c.Cart, token, ct, waitSeconds: 30)));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var confirmed = answers.Count(a => a.IsOk && a.Body.GetProperty("status").GetString() == "confirmed");
        var refused = answers.Count(a => a is { Status: 409, Code: "ordering.out_of_stock" });
        return (confirmed, refused, Buyers - confirmed - refused, seconds);
    }
}
