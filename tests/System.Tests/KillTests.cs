using Commerce.Cli;

namespace Commerce.SystemTests;

[Collection(OnePlatform.Name)]
public sealed class KillTests(RunningPlatform platform)
{
    private const int Orders = 200;
    private const int Shoppers = 8;
    private const int Kills = 8;
    private const int MostAttempts = 400;
    private static readonly TimeSpan s_betweenKills = TimeSpan.FromSeconds(3);

    /// <summary>Stretches the orders over the kills.</summary>
    private static readonly TimeSpan s_thinkTime = TimeSpan.FromMilliseconds(700);
    private static readonly string[] s_victims = ["ordering", "inventory", "payments", "payment-sandbox"];

    [Fact]
    public async Task KillingServicesWhileOrdersRun_LosesNothingAndDoublesNothing()
    {
        var sku = await platform.SkuAsync(Orders);
        var token = await platform.Shop.Visitor().TokenizeAsync(Cards.Approved, default);
        var shoppers = new List<ShopClient>();
        for (var i = 0; i < Shoppers; i++)
            shoppers.Add(await platform.NewShopperAsync());

        var killing = KillAsync();
        var placed = await Task.WhenAll(shoppers.Select(s => BuyAsync(s, sku, token)));
        await killing;

        foreach (var (shopper, orders) in shoppers.Zip(placed))
        {
            foreach (var order in orders)
                await RunningPlatform.UntilAsync(async () => await StatusAsync(shopper, order) is "confirmed" or "cancelled", $"order {order} to settle");
        }

        await platform.AssertVerifiedAsync();
        Assert.Equal(0, await platform.AvailableAsync(sku));
    }

    // As a patient app does: whatever the answer was, the same order under the same id, until the shop says what became of it.
    private static async Task<IReadOnlyList<Guid>> BuyAsync(ShopClient shopper, string sku, string token)
    {
        var orders = new List<Guid>();
        for (var i = 0; i < Orders / Shoppers; i++)
        {
            var cart = await PersistAsync(async () => await shopper.PostAsync("/api/v1/carts", new { currency = "EUR", lines = new[] { new { sku, quantity = 1 } } }, default));
            var orderId = Guid.CreateVersion7();
            await PersistAsync(() => shopper.OrderAsync(orderId, cart.Body.GetProperty("cartId").GetGuid(), token, default, waitSeconds: 2));
            orders.Add(orderId);
            await Task.Delay(s_thinkTime, TestContext.Current.CancellationToken);
        }

        return orders;
    }

    private static async Task<ShopAnswer> PersistAsync(Func<Task<ShopAnswer>> call)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var answer = await call();
                if (answer.IsOk)
                    return answer;
                Assert.True(answer.Status is 502 or 503 or 504 or 429, $"{answer.Status} {answer.Code} {answer.Detail}");
            }
            catch (HttpRequestException) when (attempt < MostAttempts)
            {
                // The connection broke with the process behind it.
            }

            Assert.True(attempt < MostAttempts, "The platform did not come back.");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string?> StatusAsync(ShopClient shopper, Guid orderId)
    {
        var answer = await shopper.GetAsync($"/api/v1/orders/{orderId}", default);
        return answer.IsOk ? answer.Body.GetProperty("status").GetString() : null;
    }

    // A fixed order of victims, so that a failure can be met again; what they are interrupted in is chance enough.
    private async Task KillAsync()
    {
        for (var turn = 0; turn < Kills; turn++)
        {
            await Task.Delay(s_betweenKills, TestContext.Current.CancellationToken);
            platform.Kill(s_victims[turn % s_victims.Length]);
        }
    }
}
