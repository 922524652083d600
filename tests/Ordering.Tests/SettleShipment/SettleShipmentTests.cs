using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Commerce.Payments.Contracts;

namespace Commerce.Ordering;

public sealed class SettleShipmentTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RefusedCapture_WaitsForStaff_WhoSettleIt()
    {
        var ada = shop.NewCustomer();
        var (orderId, shipmentId) = await UnpaidAsync(ada);
        using var finance = shop.Host.CreateClient(Guid.CreateVersion7(), "finance");

        var checkout = await finance.GetFromJsonAsync<JsonElement>($"/api/v1/orders/{orderId}/checkout", Stop);
        Assert.Equal(("unpaid", "staff"), (checkout.GetProperty("step").GetString(), checkout.GetProperty("waitsFor").GetString()));
        var unpaid = Assert.Single(checkout.GetProperty("unpaid").EnumerateArray());
        Assert.Equal(("59.90", "charge_not_authorized"), (unpaid.GetProperty("amount").GetProperty("amount").GetString(), unpaid.GetProperty("code").GetString()));
        var listed = await finance.GetFromJsonAsync<JsonElement>("/api/v1/orders/checkouts?step=unpaid&limit=500", Stop);
        Assert.Contains(listed.GetProperty("items").EnumerateArray(), c => c.GetProperty("orderId").GetGuid() == orderId);

        using var settled = await SettleAsync(finance, orderId, shipmentId, "paid_otherwise", "Bank transfer of 16 March");
        Assert.Equal(HttpStatusCode.OK, settled.StatusCode);
        Assert.Equal("completed", (await ada.OrderAsync(orderId)).Status);
        Assert.Equal(1, await shop.SentAsync("payments.void-payment.v1", orderId));
        Assert.Equal(1, await shop.SentAsync("ordering.order-completed.v1", orderId));
        using var again = await SettleAsync(finance, orderId, shipmentId, "written_off", "Twice");
        Assert.Equal("ordering.nothing_to_settle", await Customer.CodeOf(again));
    }

    [Fact]
    public async Task Unpaid_IsNeitherAskedForAgainNorRecordedAgain()
    {
        var ada = shop.NewCustomer();
        var (orderId, shipmentId) = await UnpaidAsync(ada);
        var version = (await ada.OrderAsync(orderId)).Version;

        // Another order's reminder shows that the worker has looked since.
        var witness = await ada.PlacedAsync();
        await shop.Host.Database.ExecuteAsync("UPDATE checkouts SET deadline = now() WHERE order_id = $1", witness);
        await OrderingShop.UntilAsync(async () => await shop.SentAsync("inventory.reserve-stock.v1", witness) == 2);
        Assert.Equal(1, await shop.SentAsync("payments.capture-payment.v1", orderId));
        Assert.Equal(0, await shop.Host.Database.ScalarAsync<int>("SELECT reminders FROM checkouts WHERE order_id = $1", orderId));

        await RefuseAsync(orderId, shipmentId);
        await OrderingShop.UntilAsync(async () => await HeardAsync(orderId) == 2);
        Assert.Equal(version, (await ada.OrderAsync(orderId)).Version);
    }

    [Fact]
    public async Task Reason_IsForStaffOnly()
    {
        const string Reason = "The customer is hard to reach";
        var ada = shop.NewCustomer();
        var (orderId, shipmentId) = await UnpaidAsync(ada);
        using var owner = shop.Host.CreateClient(Guid.CreateVersion7(), "owner");
        using var settled = await SettleAsync(owner, orderId, shipmentId, "written_off", Reason);

        Assert.Contains(Reason, await owner.GetStringAsync($"/api/v1/orders/{orderId}/history", Stop), StringComparison.Ordinal);
        foreach (var seen in new[] { $"/api/v1/orders/{orderId}/history", $"/api/v1/orders/{orderId}" })
            Assert.DoesNotContain(Reason, await ada.Http.GetStringAsync(seen, Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forgiven", "Because")]
    [InlineData("written_off", "")]
    public async Task Settle_WithoutAKnownWayOrAReason_IsInvalid(string how, string reason)
    {
        using var owner = shop.Host.CreateClient(Guid.CreateVersion7(), "owner");
        using var answer = await SettleAsync(owner, Guid.CreateVersion7(), Guid.CreateVersion7(), how, reason);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task Settle_IsForThoseWhoMayTouchMoney()
    {
        var ada = shop.NewCustomer();
        var (orderId, shipmentId) = await UnpaidAsync(ada);
        using var warehouse = shop.Host.CreateClient(Guid.CreateVersion7(), "warehouse");
        foreach (var caller in new[] { warehouse, ada.Http })
        {
            using var answer = await SettleAsync(caller, orderId, shipmentId, "written_off", "Because");
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    private async Task<(Guid OrderId, Guid ShipmentId)> UnpaidAsync(Customer customer)
    {
        var orderId = await customer.ConfirmedAsync();
        var shipmentId = (await customer.OrderAsync(orderId)).Shipments[0].ShipmentId;
        using var owner = shop.Host.CreateClient(Guid.CreateVersion7(), "owner");
        using var shipped = await owner.PostAsJsonAsync($"/api/v1/orders/{orderId}/shipments/{shipmentId}/dispatch", new { }, Stop);
        Assert.Equal(HttpStatusCode.OK, shipped.StatusCode);
        await RefuseAsync(orderId, shipmentId);
        await OrderingShop.UntilAsync(async () => await shop.Host.Database.ScalarAsync<string>("SELECT step FROM checkouts WHERE order_id = $1", orderId) == "Unpaid");
        return (orderId, shipmentId);
    }

    private Task<long> HeardAsync(Guid orderId) => shop.Host.Database.ScalarAsync<long>(
        """
        SELECT count(*) FROM inbox i JOIN outbox o ON (o.envelope::jsonb ->> 'eventId')::uuid = i.message_id
        WHERE o.key = $1 AND o.envelope::jsonb ->> 'eventType' = 'payments.payment-capture-failed.v1'
        """,
        orderId.ToString());

    private Task RefuseAsync(Guid orderId, Guid shipmentId) => shop.SayAsync(orderId, new PaymentCaptureFailedV1(
        orderId, Guid.CreateVersion7(), shipmentId, "charge_not_authorized", "The charge is expired.", TimeProvider.System.GetUtcNow()));

    private static Task<HttpResponseMessage> SettleAsync(HttpClient caller, Guid orderId, Guid shipmentId, string how, string reason) =>
        caller.PostAsJsonAsync($"/api/v1/orders/{orderId}/shipments/{shipmentId}/settlement", new { how, reason }, Stop);
}
