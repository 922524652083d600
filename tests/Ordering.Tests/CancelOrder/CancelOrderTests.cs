using System.Net;
using System.Net.Http.Json;
using Commerce.Payments.Contracts;

namespace Commerce.Ordering;

public sealed class CancelOrderTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    [Fact]
    public async Task CancelOrder_Confirmed_GivesBackMoneyAndStock()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.ConfirmedAsync();
        using var answer = await CancelAsync(ada, orderId);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, await shop.SentAsync("payments.void-payment.v1", orderId));
        Assert.Equal(1, await shop.SentAsync("inventory.release-stock.v1", orderId));
        Assert.Equal(1, await shop.SentAsync("ordering.order-cancelled.v1", orderId));
        using var again = await CancelAsync(ada, orderId);
        Assert.Equal("ordering.already_cancelled", await Customer.CodeOf(again));
    }

    [Fact]
    public async Task CancelOrder_SameKeyTwice_IsTheSameAnswer()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        using var first = await CancelAsync(ada, orderId, "k1");
        using var second = await CancelAsync(ada, orderId, "k1");
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(
            await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CancelOrder_OfSomebodyElse_IsNotFound_AndReadingStaffAreForbidden()
    {
        var orderId = await shop.NewCustomer().PlacedAsync();
        using var foreign = await CancelAsync(shop.NewCustomer(), orderId);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var warehouse = shop.Host.CreateClient(Guid.CreateVersion7(), "warehouse");
        using var forbidden = await warehouse.PostAsJsonAsync($"/api/v1/orders/{orderId}/cancellation", new { }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task CancelOrder_RacingTheAuthorisation_LeavesNothingAuthorised()
    {
        var ada = shop.NewCustomer();
        for (var round = 0; round < 10; round++)
        {
            var orderId = await ada.PlacedAsync();
            await shop.ReserveAsync(orderId);
            await ada.UntilAsync(orderId, "stock_reserved");
            await Task.WhenAll(shop.AuthorizeAsync(orderId), CancelUntilDoneAsync(ada, orderId));
            await ada.UntilAsync(orderId, "cancelled");
            await OrderingShop.UntilAsync(async () => await shop.SentAsync("payments.void-payment.v1", orderId) >= 1);
        }
    }

    [Fact]
    public async Task DispatchShipment_ByStaffWhoMayOnlyReadOrders_IsForbidden()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.ConfirmedAsync();
        var shipment = (await ada.OrderAsync(orderId)).Shipments[0].ShipmentId;
        foreach (var role in new[] { "support", "finance" })
            await new OrderingStaff(shop, role).PostAsync($"/api/v1/orders/{orderId}/shipments/{shipment}/dispatch", new { }, HttpStatusCode.Forbidden);
        Assert.Equal(0, await shop.SentAsync("payments.capture-payment.v1", orderId));
    }

    [Fact]
    public async Task DispatchShipment_CapturesItsPrice_AndCompletesWhenCaptured()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.ConfirmedAsync();
        var shipment = (await ada.OrderAsync(orderId)).Shipments[0].ShipmentId;
        using var forbidden = await ada.SendAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/shipments/{shipment}/dispatch", new { });
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);

        using var warehouse = shop.Host.CreateClient(Guid.CreateVersion7(), "warehouse");
        using var shipped = await warehouse.PostAsJsonAsync(
            $"/api/v1/orders/{orderId}/shipments/{shipment}/dispatch", new { trackingNumber = "1Z" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, shipped.StatusCode);
        Assert.Equal(1, await shop.SentAsync("payments.capture-payment.v1", orderId));
        await shop.SayAsync(orderId, new PaymentCapturedV1(orderId, Guid.CreateVersion7(), shipment, 5990, "EUR", TimeProvider.System.GetUtcNow()));
        await ada.UntilAsync(orderId, "completed");
        foreach (var news in new[] { "ordering.order-confirmed.v1", "ordering.order-shipped.v1", "ordering.order-completed.v1" })
            Assert.Equal(1, await shop.SentAsync(news, orderId));
        using var late = await CancelAsync(ada, orderId);
        Assert.Equal("ordering.too_late_to_cancel", await Customer.CodeOf(late));
    }

    private static Task<HttpResponseMessage> CancelAsync(Customer customer, Guid orderId, string? key = null) =>
        customer.SendAsync(HttpMethod.Post, $"/api/v1/orders/{orderId}/cancellation", new { reason = "Changed my mind." }, key);

    // A conflict with the authorisation is an honest answer; the customer tries again.
    private static async Task CancelUntilDoneAsync(Customer customer, Guid orderId)
    {
        while (true)
        {
            using var answer = await CancelAsync(customer, orderId);
            if (answer.StatusCode == HttpStatusCode.OK)
                return;
            Assert.Equal((HttpStatusCode.Conflict, "conflict"), (answer.StatusCode, await Customer.CodeOf(answer)));
        }
    }
}
