using System.Text.Json;
using Commerce.Cli;

namespace Commerce.SystemTests;

[Collection(OnePlatform.Name)]
public sealed class CheckoutTests(RunningPlatform platform)
{
    [Fact]
    public async Task AnOrder_WalksFromCartToDoorstep()
    {
        var (shopper, orderId, sku) = await OrderedAsync(Cards.Approved, 3, 2);
        var order = await OrderAsync(shopper, orderId);
        Assert.Equal("confirmed", order.GetProperty("status").GetString());
        var warehouse = await platform.StaffAsync(RunningShop.WarehouseEmail);
        foreach (var shipment in order.GetProperty("shipments").EnumerateArray())
        {
            var path = $"/api/v1/orders/{orderId}/shipments/{shipment.GetProperty("shipmentId").GetGuid()}/dispatch";
            Assert.Equal(200, (await warehouse.PostAsync(path, new { trackingNumber = "1Z" }, default)).Status);
        }

        await UntilStatusAsync(shopper, orderId, "completed");
        order = await OrderAsync(shopper, orderId);
        Assert.Equal(order.GetProperty("total").GetRawText(), order.GetProperty("captured").GetRawText());
        Assert.Equal(1, await platform.AvailableAsync(sku));
        await platform.AssertVerifiedAsync();
    }

    [Fact]
    public async Task ADeclinedCard_GivesTheStockBack()
    {
        var (shopper, orderId, sku) = await OrderedAsync(Cards.InsufficientFunds, 2, 2, "ordering.payment_declined");
        await RunningPlatform.UntilAsync(async () => await platform.AvailableAsync(sku) == 2, "the stock to come back");
        Assert.Equal("payment_declined", (await OrderAsync(shopper, orderId)).GetProperty("cancellation").GetProperty("reason").GetString());
        await platform.AssertVerifiedAsync();
    }

    [Fact]
    public async Task MoreThanThereIs_IsRefused_AndNothingIsCharged()
    {
        var (_, _, sku) = await OrderedAsync(Cards.Approved, 2, 3, "ordering.out_of_stock");
        Assert.Equal(2, await platform.AvailableAsync(sku));
        await platform.AssertVerifiedAsync();
    }

    [Fact]
    public async Task CancellingAConfirmedOrder_GivesBackMoneyAndStock()
    {
        var (shopper, orderId, sku) = await OrderedAsync(Cards.Approved, 2, 1);
        Assert.Equal(200, (await shopper.PostAsync($"/api/v1/orders/{orderId}/cancellation", new { reason = "Changed my mind" }, default)).Status);
        await RunningPlatform.UntilAsync(async () => await platform.AvailableAsync(sku) == 2, "the stock to come back");
        await platform.AssertVerifiedAsync();
    }

    [Theory]
    [InlineData(Cards.TimeoutButCharged)]
    [InlineData(Cards.FailsThenSucceeds)]
    public async Task AProviderThatAnswersLateOrNotAtFirst_ChargesOnce(string card)
    {
        var shopper = await platform.NewShopperAsync();
        var orderId = await PlaceAsync(shopper, await platform.SkuAsync(1), 1, card);
        await UntilStatusAsync(shopper, orderId, "confirmed");
        await platform.AssertVerifiedAsync();
    }

    [Theory]
    [InlineData("approve", "confirmed")]
    [InlineData("fail", "cancelled")]
    public async Task ThreeDSecure_EndsAsTheShopperAnswers(string answer, string status)
    {
        var shopper = await platform.NewShopperAsync();
        var sku = await platform.SkuAsync(1);
        var orderId = await PlaceAsync(shopper, sku, 1, Cards.ThreeDSecure);
        await UntilStatusAsync(shopper, orderId, "payment_action_required");
        var page = new Uri((await OrderAsync(shopper, orderId)).GetProperty("paymentActionUrl").GetString()!);
        using var browser = new HttpClient();
        Assert.Contains("form", await browser.GetStringAsync(page, TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        using var choice = new FormUrlEncodedContent([new("outcome", answer)]);
        using var answered = await browser.PostAsync(page, choice, TestContext.Current.CancellationToken);
        Assert.True(answered.IsSuccessStatusCode, $"{answered.StatusCode}");
        await shopper.PostAsync($"/api/v1/payments/{orderId}/confirmation", new { }, default);
        await UntilStatusAsync(shopper, orderId, status);
        await platform.AssertVerifiedAsync();
    }

    [Fact]
    public async Task ACaptureRefusedForGood_IsSettledByStaff_AndTheOrderEnds()
    {
        var (shopper, orderId, _) = await OrderedAsync(Cards.ExpiresBeforeCapture, 1, 1);
        var shipment = (await OrderAsync(shopper, orderId)).GetProperty("shipments")[0].GetProperty("shipmentId").GetGuid();
        var owner = await platform.OwnerAsync();
        Assert.Equal(200, (await owner.PostAsync($"/api/v1/orders/{orderId}/shipments/{shipment}/dispatch", new { }, default)).Status);
        await RunningPlatform.UntilAsync(
            async () => (await owner.GetAsync($"/api/v1/orders/{orderId}/checkout", default)).Body.GetProperty("step").GetString() == "unpaid", "the refusal");
        await platform.AssertVerifiedAsync();

        var settled = await owner.PostAsync(
            $"/api/v1/orders/{orderId}/shipments/{shipment}/settlement", new { how = "written_off", reason = "The authorisation had expired" }, default);
        Assert.Equal("completed", settled.OrThrow("Settling").GetProperty("status").GetString());
        await platform.AssertVerifiedAsync();
    }

    private async Task<(ShopClient Shopper, Guid OrderId, string Sku)> OrderedAsync(string card, int stock, int quantity, string? refusal = null)
    {
        var shopper = await platform.NewShopperAsync();
        var sku = await platform.SkuAsync(stock);
        var orderId = Guid.CreateVersion7();
        var cart = await shopper.CartAsync("EUR", default, (sku, quantity));
        var answer = await shopper.OrderAsync(orderId, cart, await shopper.TokenizeAsync(card, default), default, waitSeconds: 30);
        Assert.Equal((refusal is null ? 201 : 409, refusal), (answer.Status, answer.Code));
        return (shopper, orderId, sku);
    }

    private static async Task<Guid> PlaceAsync(ShopClient shopper, string sku, int quantity, string card)
    {
        var orderId = Guid.CreateVersion7();
        var cart = await shopper.CartAsync("EUR", default, (sku, quantity));
        await shopper.OrderAsync(orderId, cart, await shopper.TokenizeAsync(card, default), default, waitSeconds: 1);
        return orderId;
    }

    private static Task UntilStatusAsync(ShopClient shopper, Guid orderId, string status) => RunningPlatform.UntilAsync(
        async () => (await OrderAsync(shopper, orderId)).GetProperty("status").GetString() == status, $"order {orderId} to be {status}");

    private static async Task<JsonElement> OrderAsync(ShopClient shopper, Guid orderId) =>
        (await shopper.GetAsync($"/api/v1/orders/{orderId}", default)).OrThrow("Reading the order");
}
