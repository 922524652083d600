using System.Net;
using System.Net.Http.Json;
using Commerce.Catalog.Contracts;

namespace Commerce.Ordering;

public sealed class PlaceOrderTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    [Fact]
    public async Task PlaceOrder_FromACart_AnswersCreatedAndAsksForStock()
    {
        var ada = shop.NewCustomer();
        var orderId = Guid.CreateVersion7();
        using var answer = await ada.PlaceAsync(orderId, (await ada.CartAsync()).CartId);
        var body = await answer.Content.ReadFromJsonAsync<PlaceOrder.Response>(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal($"/api/v1/orders/{orderId}", answer.Headers.Location?.ToString());
        Assert.Equal((orderId, "placed", 59.90m), (body!.OrderId, body.Status, body.Total.Amount));
        Assert.Equal(1, await shop.SentAsync("inventory.reserve-stock.v1", orderId));
        Assert.Equal(1, await shop.SentAsync("ordering.order-placed.v1", orderId));
    }

    [Fact]
    public async Task PlaceOrder_SameIdAgain_IsTheSameOrder()
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        var orderId = Guid.CreateVersion7();
        using var first = await ada.PlaceAsync(orderId, cart.CartId);
        using var second = await ada.PlaceAsync(orderId, cart.CartId);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(1, await shop.SentAsync("inventory.reserve-stock.v1", orderId));
    }

    [Fact]
    public async Task PlaceOrder_SameIdFiftyTimesAtOnce_IsOneOrder()
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        var orderId = Guid.CreateVersion7();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ada.PlaceAsync(orderId, cart.CartId)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(49, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Equal(1, await shop.SentAsync("inventory.reserve-stock.v1", orderId));
    }

    [Fact]
    public async Task PlaceOrder_SameKeyFiftyTimesAtOnce_IsOneOrderWithOneAnswer()
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            _ => ada.SendAsync(HttpMethod.Post, "/api/v1/orders", Customer.OrderOf(cart.CartId), key: "one-intent")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        var bodies = await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync()));
        Assert.Single(bodies.Distinct());
        Assert.Equal(1, await shop.Host.Database.ScalarAsync<long>("SELECT count(*) FROM order_summaries WHERE customer_id = $1", ada.Id));
    }

    [Fact]
    public async Task PlaceOrder_TwoTabsOneCart_OneOrder()
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ada.PlaceAsync(Guid.CreateVersion7(), cart.CartId)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
            Assert.Equal((HttpStatusCode.Conflict, "ordering.cart_closed"), (refused.StatusCode, await Customer.CodeOf(refused)));
    }

    [Fact]
    public async Task PlaceOrder_WhileTheCartIsChanged_OrdersWhatTheCartThenShows()
    {
        var ada = shop.NewCustomer();
        for (var round = 0; round < 20; round++)
        {
            var cart = await ada.CartAsync();
            var orderId = Guid.CreateVersion7();
            var changing = ada.SendAsync(HttpMethod.Put, $"/api/v1/carts/{cart.CartId}/lines/KETTLE", new { quantity = 5 });
            var placing = ada.PlaceAsync(orderId, cart.CartId);
            using var changed = await changing;
            using var placed = await placing;

            Assert.Contains(changed.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });
            if (placed.StatusCode == HttpStatusCode.Conflict)
                continue; // the change was faster; the shopper looks again
            Assert.Equal(HttpStatusCode.Created, placed.StatusCode);
            var left = await ada.Http.GetFromJsonAsync<CartView>($"/api/v1/carts/{cart.CartId}", TestContext.Current.CancellationToken);
            Assert.Equal(left!.Lines.Select(l => (l.Sku, l.Quantity)), (await ada.OrderAsync(orderId)).Lines.Select(l => (l.Sku, l.Quantity)));
        }
    }

    [Fact]
    public async Task PlaceOrder_OfWhatWasWithdrawnMeanwhile_IsRefused()
    {
        var ada = shop.NewCustomer();
        var product = Guid.CreateVersion7();
        var sku = $"GONE-{product:N}"[..20];
        await shop.SayAsync(product, new ProductPublishedV1(product, 1, "Lantern", "lantern", [new(sku, "", [new("EUR", 900)])], DateTimeOffset.UnixEpoch));
        await OrderingShop.UntilAsync(async () => await shop.Host.Database.ScalarAsync<long>($"SELECT count(*) FROM offers WHERE sku = '{sku}'") == 1);
        var cart = await ada.CartAsync(sku);
        await shop.SayAsync(product, new ProductWithdrawnV1(product, 2, [sku], DateTimeOffset.UnixEpoch));
        await OrderingShop.UntilAsync(async () => await shop.Host.Database.ScalarAsync<long>($"SELECT count(*) FROM offers WHERE sku = '{sku}' AND NOT available") == 1);

        using var refused = await ada.PlaceAsync(Guid.CreateVersion7(), cart.CartId);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("ordering.not_for_sale", await Customer.CodeOf(refused));
        var shown = await ada.Http.GetFromJsonAsync<CartView>($"/api/v1/carts/{cart.CartId}", TestContext.Current.CancellationToken);
        Assert.False(Assert.Single(shown!.Lines).Available);
    }

    [Fact]
    public async Task PlaceOrder_UnderSomebodyElsesId_IsRefused()
    {
        var orderId = await shop.NewCustomer().PlacedAsync();
        var eve = shop.NewCustomer();
        using var answer = await eve.PlaceAsync(orderId, (await eve.CartAsync()).CartId);
        Assert.Equal((HttpStatusCode.Conflict, "ordering.id_taken"), (answer.StatusCode, await Customer.CodeOf(answer)));
    }

    [Fact]
    public async Task PlaceOrder_WithSomebodyElsesCart_IsNotFound()
    {
        var cart = await shop.NewCustomer().CartAsync();
        using var answer = await shop.NewCustomer().PlaceAsync(Guid.CreateVersion7(), cart.CartId);
        Assert.Equal((HttpStatusCode.NotFound, "ordering.cart_not_found"), (answer.StatusCode, await Customer.CodeOf(answer)));
    }

    [Fact]
    public async Task PlaceOrder_AtAnotherTotalThanShown_IsRefused()
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        using var answer = await ada.SendAsync(
            HttpMethod.Put, $"/api/v1/orders/{Guid.CreateVersion7()}", Customer.OrderOf(cart.CartId, new { amount = "10.00", currency = "EUR" }));
        Assert.Equal((HttpStatusCode.Conflict, "ordering.price_changed"), (answer.StatusCode, await Customer.CodeOf(answer)));
    }

    [Fact]
    public async Task PlaceOrder_Waiting_AnswersConfirmed_AndTheSameForEver()
    {
        var ada = shop.NewCustomer();
        var cart = await ada.CartAsync();
        var orderId = Guid.CreateVersion7();
        var waiting = ada.PlaceAsync(orderId, cart.CartId, "wait=20");
        await OrderingShop.UntilAsync(async () => await shop.SentAsync("inventory.reserve-stock.v1", orderId) == 1);
        await shop.ReserveAsync(orderId);
        await OrderingShop.UntilAsync(async () => await shop.SentAsync("payments.authorize-payment.v1", orderId) == 1);
        await shop.AuthorizeAsync(orderId);
        using var first = await waiting;
        var body = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Contains("\"status\":\"confirmed\"", body, StringComparison.Ordinal);

        using var cancelled = await ada.SendAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/cancellation", new { reason = "No." });
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        using var again = await ada.PlaceAsync(orderId, cart.CartId, "wait=20");
        Assert.Equal(body, await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PlaceOrder_Waiting_OutOfStock_SaysWhatIsMissing()
    {
        var ada = shop.NewCustomer();
        var orderId = Guid.CreateVersion7();
        var waiting = ada.PlaceAsync(orderId, (await ada.CartAsync()).CartId, "wait=20");
        await OrderingShop.UntilAsync(async () => await shop.SentAsync("inventory.reserve-stock.v1", orderId) == 1);
        await shop.RejectAsync(orderId);
        using var answer = await waiting;
        Assert.Equal((HttpStatusCode.Conflict, "ordering.out_of_stock"), (answer.StatusCode, await Customer.CodeOf(answer)));
        Assert.Contains("/lines/KETTLE", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    [InlineData("""{"cartId":"x"}""", 400)]
    [InlineData("""{"cartId":"019aa5c1-02b7-7e41-8a6d-51d0a7c9e3f2","paymentToken":"t","total":1}""", 400)]
    [InlineData("""{"cartId":"019aa5c1-02b7-7e41-8a6d-51d0a7c9e3f2","paymentToken":"4242 4242","shippingAddress":{"name":"a","line1":"b","postalCode":"c","city":"d","country":"DE"}}""", 422)]
    [InlineData("""{"cartId":"019aa5c1-02b7-7e41-8a6d-51d0a7c9e3f2","paymentToken":"t","shippingAddress":{"name":"","line1":"b","postalCode":"c","city":"d","country":"Germany"}}""", 422)]
    public async Task PlaceOrder_BadBody_IsTheClientsFault(string json, int status)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await shop.NewCustomer().Http.PutAsync(
            new Uri($"/api/v1/orders/{Guid.CreateVersion7()}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task PlaceOrder_WithoutSigningIn_IsUnauthorized()
    {
        using var nobody = shop.Host.CreateClient(token: null);
        using var answer = await nobody.PutAsJsonAsync($"/api/v1/orders/{Guid.CreateVersion7()}", Customer.OrderOf(Guid.CreateVersion7()), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
