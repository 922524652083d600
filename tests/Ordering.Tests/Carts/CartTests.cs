using System.Net;
using System.Net.Http.Json;
using Commerce.Catalog.Contracts;
using Commerce.Testing;

namespace Commerce.Ordering;

public sealed class CartTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    [Fact]
    public async Task SetCartLine_SetsTheQuantity_AndPricesIt()
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        using var answer = await ada.SendAsync(HttpMethod.Put, $"/api/v1/carts/{cart.CartId}/lines/KETTLE-XL", new { quantity = 2 });
        var changed = await answer.Content.ReadFromJsonAsync<CartView>(TestContext.Current.CancellationToken);
        Assert.Equal(59.90m + (2 * 79.90m), changed!.Total.Amount);
        Assert.Equal(changed.Total, (await ada.Http.GetFromJsonAsync<CartView>($"/api/v1/carts/{cart.CartId}", TestContext.Current.CancellationToken))!.Total);
    }

    [Theory]
    [InlineData(0, 422)]
    [InlineData(-1, 422)]
    [InlineData(100, 422)]
    [InlineData(int.MaxValue, 422)]
    public async Task SetCartLine_ImpossibleQuantity_IsRefused(int quantity, int status)
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        using var answer = await ada.SendAsync(HttpMethod.Put, $"/api/v1/carts/{cart.CartId}/lines/KETTLE", new { quantity });
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("NOTHING")]
    [InlineData("%00")]
    [InlineData("🫖")]
    public async Task SetCartLine_UnknownSku_IsRefused(string sku)
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        using var answer = await ada.SendAsync(HttpMethod.Put, $"/api/v1/carts/{cart.CartId}/lines/{sku}", new { quantity = 1 });
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    [Fact]
    public async Task RemoveCartLine_TakesItOut()
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        using var removed = await ada.SendAsync(HttpMethod.Delete, $"/api/v1/carts/{cart.CartId}/lines/KETTLE", null);
        Assert.Empty((await removed.Content.ReadFromJsonAsync<CartView>(TestContext.Current.CancellationToken))!.Lines);
        using var again = await ada.SendAsync(HttpMethod.Delete, $"/api/v1/carts/{cart.CartId}/lines/KETTLE", null);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Cart_OfSomebodyElse_IsNotFound()
    {
        var cart = await shop.NewCustomer().CartAsync();
        var eve = shop.NewCustomer();
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Get, "", null), (HttpMethod.Put, "/lines/KETTLE", new { quantity = 9 }), (HttpMethod.Delete, "/lines/KETTLE", null),
            (HttpMethod.Post, "/owner", null),
        })
        {
            using var answer = await eve.SendAsync(method, $"/api/v1/carts/{cart.CartId}{path}", body);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task ClaimCart_WithACartAlready_MergesTheLines()
    {
        var ada = shop.NewCustomer();
        await ada.CartAsync("KETTLE", 60);
        using var nobody = shop.Host.CreateClient(token: null);
        using var created = await nobody.PostAsJsonAsync(
            "/api/v1/carts",
            new { currency = "EUR", lines = new object[] { new { sku = "KETTLE", quantity = 60 }, new { sku = "KETTLE-XL", quantity = 1 } } },
            TestContext.Current.CancellationToken);
        var anonymous = await created.Content.ReadFromJsonAsync<CartView>(TestContext.Current.CancellationToken);
        using var claimed = await ada.SendAsync(HttpMethod.Post, $"/api/v1/carts/{anonymous!.CartId}/owner", null);
        var merged = await claimed.Content.ReadFromJsonAsync<CartView>(TestContext.Current.CancellationToken);
        Assert.Equal([("KETTLE", 99), ("KETTLE-XL", 1)], merged!.Lines.Select(l => (l.Sku, l.Quantity)).Order());
        using var twice = await ada.SendAsync(HttpMethod.Post, $"/api/v1/carts/{anonymous.CartId}/owner", null);
        Assert.Equal("ordering.cart_closed", await Customer.CodeOf(twice));
    }

    [Fact]
    public async Task ClaimCart_ByTwoAtOnce_IsTheFirstOnes()
    {
        using var nobody = shop.Host.CreateClient(token: null);
        using var created = await nobody.PostAsJsonAsync(
            "/api/v1/carts", new { currency = "EUR", lines = new[] { new { sku = "KETTLE", quantity = 1 } } }, TestContext.Current.CancellationToken);
        var cartId = (await created.Content.ReadFromJsonAsync<CartView>(TestContext.Current.CancellationToken))!.CartId;
        var (ada, eve) = (shop.NewCustomer(), shop.NewCustomer());

        Task<HttpResponseMessage> first, second;
        await using (var held = await HeldRows.HoldAsync(shop.Host.Database, "SELECT 1 FROM carts WHERE id = $1 FOR UPDATE", cartId))
        {
            first = ada.SendAsync(HttpMethod.Post, $"/api/v1/carts/{cartId}/owner", null);
            await held.UntilQueuedAsync(1);
            second = eve.SendAsync(HttpMethod.Post, $"/api/v1/carts/{cartId}/owner", null);
            await held.UntilQueuedAsync(2);
        }

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), ((await first).StatusCode, (await second).StatusCode));
        Assert.Equal(ada.Id, await shop.Host.Database.ScalarAsync<Guid>("SELECT customer_id FROM carts WHERE id = $1", cartId));
    }

    [Fact]
    public async Task Offers_LateAndRepeatedNews_TheHighestVersionWins()
    {
        var product = Guid.CreateVersion7();
        await shop.SayAsync(
            product,
            new ProductPublishedV1(product, 5, "Lamp", "lamp", [new("LAMP", "", [new("EUR", 200)])], DateTimeOffset.UnixEpoch),
            new PriceChangedV1(product, 4, [new("LAMP", "", [new("EUR", 100)])], DateTimeOffset.UnixEpoch),
            new PriceChangedV1(product, 6, [new("LAMP", "", [new("EUR", 300)])], DateTimeOffset.UnixEpoch),
            new ProductPublishedV1(product, 3, "Lamp", "lamp", [new("LAMP", "", [new("EUR", 50)])], DateTimeOffset.UnixEpoch),
            new ProductWithdrawnV1(product, 7, ["LAMP"], DateTimeOffset.UnixEpoch),
            new ProductPublishedV1(product, 8, "Lamp", "lamp", [new("LAMP", "", [new("EUR", 400)])], DateTimeOffset.UnixEpoch));
        await OrderingShop.UntilAsync(async () => await shop.Host.Database.ScalarAsync<long>("SELECT version FROM offers WHERE sku = 'LAMP'") == 8);
        Assert.Equal("400", await shop.Host.Database.ScalarAsync<string>("SELECT prices ->> 'EUR' FROM offers WHERE sku = 'LAMP' AND available"));
    }

    [Theory]
    [InlineData("published")]
    [InlineData("published without it")]
    [InlineData("price changed")]
    [InlineData("withdrawn")]
    public async Task Offers_OlderNewsComesLast_ChangesNothing(string news)
    {
        var product = Guid.CreateVersion7();
        var (sku, other, last) = ($"A-{product:N}", $"B-{product:N}", $"Z-{product:N}");
        await shop.SayAsync(
            product,
            new ProductPublishedV1(product, 5, "Lamp", "lamp", [new(sku, "", [new("EUR", 200)])], DateTimeOffset.UnixEpoch),
            news switch
            {
                "published" => new ProductPublishedV1(product, 4, "Old", "lamp", [new(sku, "", [new("EUR", 100)])], DateTimeOffset.UnixEpoch),
                "published without it" => new ProductPublishedV1(product, 4, "Old", "lamp", [new(other, "", [new("EUR", 100)])], DateTimeOffset.UnixEpoch),
                "price changed" => new PriceChangedV1(product, 4, [new(sku, "", [new("EUR", 100)])], DateTimeOffset.UnixEpoch),
                _ => new ProductWithdrawnV1(product, 4, [sku], DateTimeOffset.UnixEpoch),
            },
            Published(Guid.CreateVersion7(), last)); // of the same key, so it is read after the others
        await OrderingShop.UntilAsync(async () => await OffersAsync(last) == 1);

        Assert.Equal("5 Lamp 200 true", await shop.Host.Database.ScalarAsync<string>(
            "SELECT concat_ws(' ', version, name, prices ->> 'EUR', available::text) FROM offers WHERE sku = $1", sku));
        Assert.Equal(0, await OffersAsync(other));
    }

    // As when the publication was a dead letter for a while.
    [Theory]
    [InlineData(false, "A: 300, B: 150")] // the price that was heard of first is the newer one
    [InlineData(true, "")] // and what was taken off meanwhile stays off
    public async Task Offers_PublicationComesAfterItsPriceChange(bool withdrawnMeanwhile, string onSale)
    {
        var product = Guid.CreateVersion7();
        var (a, b, last) = ($"A-{product:N}", $"B-{product:N}", $"Z-{product:N}");
        await shop.SayAsync(
            product,
            new PriceChangedV1(product, 3, [new(a, "", [new("EUR", 250)])], DateTimeOffset.UnixEpoch),
            new PriceChangedV1(product, 4, [new(a, "", [new("EUR", 300)])], DateTimeOffset.UnixEpoch));
        if (withdrawnMeanwhile)
            await shop.SayAsync(product, new ProductWithdrawnV1(product, 5, [a, b], DateTimeOffset.UnixEpoch));
        await shop.SayAsync(product, Published(Guid.CreateVersion7(), last + "1"));
        await OrderingShop.UntilAsync(async () => await OffersAsync(last + "1") == 1);
        Assert.Equal(0, await OffersAsync(a)); // nobody can buy what was not published

        await shop.SayAsync(
            product,
            new ProductPublishedV1(product, 2, "Lamp", "lamp", [new(a, "", [new("EUR", 100)]), new(b, "", [new("EUR", 150)])], DateTimeOffset.UnixEpoch),
            Published(Guid.CreateVersion7(), last + "2"));
        await OrderingShop.UntilAsync(async () => await OffersAsync(last + "2") == 1);
        Assert.Equal(onSale, await shop.Host.Database.ScalarAsync<string>(
            """
            SELECT coalesce(string_agg(left(sku, 1) || ': ' || (prices ->> 'EUR'), ', ' ORDER BY sku), '') FROM offers
            WHERE product_id = $1 AND available AND name = 'Lamp'
            """,
            product));
    }

    private static ProductPublishedV1 Published(Guid product, string sku) =>
        new(product, 1, "Lantern", "lantern", [new(sku, "", [new("EUR", 100)])], DateTimeOffset.UnixEpoch);

    private Task<long> OffersAsync(string sku) =>
        shop.Host.Database.ScalarAsync<long>("SELECT count(*) FROM offers WHERE sku = $1 AND available", sku);
}
