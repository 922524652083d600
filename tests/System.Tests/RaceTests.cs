using Commerce.Cli;

namespace Commerce.SystemTests;

[Collection(OnePlatform.Name)]
public sealed class RaceTests(RunningPlatform platform)
{
    private const int Stock = 50;
    private const int Buyers = 200;
    private const int Rounds = 3;

    [Fact]
    public async Task TwoHundredShoppers_WantTheLastFifty_ExactlyFiftyGetOne()
    {
        var shoppers = new List<ShopClient>();
        for (var i = 0; i < 8; i++)
            shoppers.Add(await platform.NewShopperAsync());
        var token = await platform.Shop.Visitor().TokenizeAsync(Cards.Approved, default);
        for (var round = 0; round < Rounds; round++)
        {
            var sku = await platform.SkuAsync(Stock);
            var carts = new List<(ShopClient Shopper, Guid Cart)>();
            for (var i = 0; i < Buyers; i++)
                carts.Add((shoppers[i % shoppers.Count], await shoppers[i % shoppers.Count].CartAsync("EUR", default, (sku, 1))));

            var answers = await Task.WhenAll(carts.Select(c => c.Shopper.OrderAsync(Guid.CreateVersion7(), c.Cart, token, default, waitSeconds: 30)));
            Assert.Equal(Stock, answers.Count(a => a.Status == 201 && a.Body.GetProperty("status").GetString() == "confirmed"));
            Assert.Equal(Buyers - Stock, answers.Count(a => a is { Status: 409, Code: "ordering.out_of_stock" }));
            Assert.Equal(0, await platform.AvailableAsync(sku));
        }

        await platform.AssertVerifiedAsync();
    }

    [Fact]
    public async Task SameKeyFiftyTimesAtOnce_IsOneOrderWithOneAnswer()
    {
        var shopper = await platform.NewShopperAsync();
        var sku = await platform.SkuAsync(5);
        var cart = await shopper.CartAsync("EUR", default, (sku, 1));
        var body = new
        {
            cartId = cart,
            paymentToken = await shopper.TokenizeAsync(Cards.Approved, default),
            shippingAddress = new { name = "Ada", line1 = "1 Street", postalCode = "1", city = "London", country = "GB" },
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            shopper.SendAsync(HttpMethod.Post, "/api/v1/orders", body, default, ("Idempotency-Key", "fifty-at-once"), ("Prefer", "wait=30"))));
        Assert.All(answers, a => Assert.Equal(201, a.Status));
        Assert.Single(answers.Select(a => a.Body.GetRawText()).Distinct());
        Assert.Single((await shopper.GetAsync("/api/v1/orders", default)).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(4, await platform.AvailableAsync(sku));
    }
}
