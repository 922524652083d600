namespace Commerce.Ordering;

public sealed class ExpireCheckoutTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    private const string ReserveStock = "inventory.reserve-stock.v1";
    private const string AuthorizePayment = "payments.authorize-payment.v1";

    [Fact]
    public async Task ExpireCheckout_WithoutAnAnswer_AsksAgainAndCounts_UntilItGivesUp()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        await RemindedAsync(orderId, Checkout.MaxReminders - 1);

        await OverdueAsync(orderId);
        await OrderingShop.UntilAsync(async () => await shop.SentAsync(ReserveStock, orderId) == 2);
        Assert.Equal("placed", (await ada.OrderAsync(orderId)).Status);

        await OverdueAsync(orderId);
        await ada.UntilAsync(orderId, "cancelled");
        Assert.Equal(CancellationReasons.StockTimedOut, (await ada.OrderAsync(orderId)).Cancellation!.Reason);
        Assert.Equal(2, await shop.SentAsync(ReserveStock, orderId));
    }

    [Fact]
    public async Task ExpireCheckout_AfterAnAnswer_CountsAnew()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        await RemindedAsync(orderId, Checkout.MaxReminders);
        await shop.ReserveAsync(orderId);
        await ada.UntilAsync(orderId, "stock_reserved");

        await OverdueAsync(orderId);
        await OrderingShop.UntilAsync(async () => await shop.SentAsync(AuthorizePayment, orderId) == 2);
        Assert.Equal("stock_reserved", (await ada.OrderAsync(orderId)).Status);
    }

    private Task<int> RemindedAsync(Guid orderId, int times) =>
        shop.Host.Database.ExecuteAsync("UPDATE checkouts SET reminders = $2 WHERE order_id = $1", orderId, times);

    private Task<int> OverdueAsync(Guid orderId) =>
        shop.Host.Database.ExecuteAsync("UPDATE checkouts SET deadline = now() - interval '1 second' WHERE order_id = $1", orderId);
}
