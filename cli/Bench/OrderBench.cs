using System.Collections.Concurrent;
using System.Globalization;

namespace Commerce.Cli;

/// <summary>Orders from cart to confirmed: how fast one is, and how many there can be.</summary>
internal static class OrderBench
{
    private const int Shoppers = 16;
    private const int Windows = 3;
    private const string Card = "4242424242424242";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> LatencyAsync(RunningShop shop, TimeSpan window, CancellationToken ct)
    {
        const double Goal = 250;
        var stage = await Stage.SetAsync(shop, 1, ct);
        await stage.BuyForAsync(WarmUp, ct);
        var measured = new Sampled((await stage.BuyForAsync(window, ct)).Milliseconds);
        return [new("placed → confirmed, one shopper", $"{measured} of {measured.Count}", $"p95 ≤ {Goal} ms", measured.At(95) <= Goal)];
    }

    public static async Task<IReadOnlyList<Figure>> ThroughputAsync(RunningShop shop, TimeSpan window, CancellationToken ct)
    {
        const double Goal = 150;
        var stage = await Stage.SetAsync(shop, Shoppers, ct);
        await stage.BuyForAsync(WarmUp, ct);
        var runs = new List<Stage.Bought>();
        for (var i = 0; i < Windows; i++)
            runs.Add(await stage.BuyForAsync(window, ct));

        var rate = new Sampled(runs.Select(r => r.Milliseconds.Count / r.Seconds)).At(50);
        var latencies = new Sampled(runs.SelectMany(r => r.Milliseconds));
        var refused = runs.Sum(r => r.Refused);
        return
        [
            new($"cart → confirmed, {Shoppers} shoppers", $"{rate:F0} orders/s, median of {Windows} windows", $"≥ {Goal}/s", rate >= Goal),
            new("    placed → confirmed meanwhile", $"{latencies}"),
            new("    refused or failed", refused.ToString(CultureInfo.InvariantCulture), "0", refused == 0),
        ];
    }

    /// <summary>Signed-in shoppers and shelves that do not run empty.</summary>
    private sealed class Stage(IReadOnlyList<ShopClient> shoppers, IReadOnlyList<string> skus, string paymentToken)
    {
        private const int Products = 40;
        private const int Plenty = 1_000_000;

        public static async Task<Stage> SetAsync(RunningShop shop, int count, CancellationToken ct)
        {
            var owner = await shop.OwnerAsync(ct);
            var skus = new List<string>();
            for (var i = 0; i < Products; i++)
                skus.Add(await Shelf.StockAsync(owner, "Bench lamp", Plenty, ct));
            var shoppers = new List<ShopClient>();
            for (var i = 0; i < count; i++)
                shoppers.Add(await shop.ShopperAsync($"bench-{Guid.CreateVersion7():N}@example.org", $"bench {Guid.CreateVersion7():N}", "Bench", ct));
            return new Stage(shoppers, skus, await shop.Visitor().TokenizeAsync(Card, ct));
        }

        public async Task<Bought> BuyForAsync(TimeSpan duration, CancellationToken ct)
        {
            var milliseconds = new ConcurrentQueue<double>();
            var refused = 0;
            var began = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(shoppers.Select(async (shopper, index) =>
            {
                for (var turn = index; TimeProvider.System.GetElapsedTime(began) < duration; turn++)
                {
                    var cart = await shopper.CartAsync("EUR", ct, (skus[turn % skus.Count], 1), (skus[(turn + (skus.Count / 2)) % skus.Count], 2));
                    var placed = TimeProvider.System.GetTimestamp();
                    var answer = await shopper.OrderAsync(Guid.CreateVersion7(), cart, paymentToken, ct);
                    if (answer.IsOk && answer.Body.GetProperty("status").GetString() == "confirmed")
                        milliseconds.Enqueue(TimeProvider.System.GetElapsedTime(placed).TotalMilliseconds);
                    else
                        Interlocked.Increment(ref refused);
                }
            }));
            return new Bought([.. milliseconds], refused, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        }

        public sealed record Bought(IReadOnlyList<double> Milliseconds, int Refused, double Seconds);
    }
}
