using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Ordering;

public sealed class RetryCheckoutTests(OrderingShop shop) : IClassFixture<OrderingShop>, IAsyncLifetime
{
    private HttpClient _support = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _support = shop.Host.CreateClient(Guid.CreateVersion7(), "owner");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _support.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Retry_AsksAgainWhatIsNotAnswered_ForEachStep()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        Assert.Equal(("reserving_stock", "inventory"), await StandsAsync(orderId));
        await RetryAsync(orderId, HttpStatusCode.Accepted);
        Assert.Equal(2, await shop.SentAsync("inventory.reserve-stock.v1", orderId));

        await shop.ReserveAsync(orderId);
        await ada.UntilAsync(orderId, "stock_reserved");
        Assert.Equal(("authorizing_payment", "payments"), await StandsAsync(orderId));
        await RetryAsync(orderId, HttpStatusCode.Accepted);
        Assert.Equal(2, await shop.SentAsync("payments.authorize-payment.v1", orderId));

        await shop.AuthorizeAsync(orderId);
        await ada.UntilAsync(orderId, "confirmed");
        Assert.Equal(("fulfilling", "warehouse"), await StandsAsync(orderId));
        using var refused = await RetryAsync(orderId, HttpStatusCode.Conflict);
        Assert.Equal("ordering.nothing_to_retry", await Customer.CodeOf(refused));
    }

    [Fact]
    public async Task Retry_WhileTheShopperIsWaitedFor_NeitherAsksNorGivesUp()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        await shop.ReserveAsync(orderId);
        await ada.UntilAsync(orderId, "stock_reserved");
        await shop.SayAsync(orderId, new Payments.Contracts.PaymentActionRequiredV1(
            orderId, Guid.CreateVersion7(), "https://bank.example/3ds", TimeProvider.System.GetUtcNow().AddMinutes(10)));
        await ada.UntilAsync(orderId, "payment_action_required");

        Assert.Equal(("authorizing_payment", "shopper"), await StandsAsync(orderId));
        using var refused = await RetryAsync(orderId, HttpStatusCode.Conflict);
        Assert.Equal("payment_action_required", (await ada.OrderAsync(orderId)).Status);
    }

    [Fact]
    public async Task List_ShowsTheLongestOverdueFirst_PageByPage()
    {
        var ada = shop.NewCustomer();
        Guid[] orders = [await ada.PlacedAsync(), await ada.PlacedAsync(), await ada.PlacedAsync()];
        for (var i = 0; i < orders.Length; i++)
            await shop.Host.Database.ExecuteAsync($"UPDATE checkouts SET deadline = now() + interval '{i + 100} hours' WHERE order_id = '{orders[i]}'");

        var found = new List<Guid>();
        for (string? cursor = string.Empty; cursor is not null;)
        {
            var page = await _support.GetFromJsonAsync<JsonElement>($"/api/v1/orders/checkouts?step=reserving_stock&limit=2&cursor={cursor}", Stop);
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("orderId").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        Assert.Equal(orders, found.Where(orders.Contains));
        var overdue = await _support.GetFromJsonAsync<JsonElement>("/api/v1/orders/checkouts?overdue=true&limit=500", Stop);
        Assert.DoesNotContain(overdue.GetProperty("items").EnumerateArray(), item => orders.Contains(item.GetProperty("orderId").GetGuid()));
        using var unknown = await _support.GetAsync("/api/v1/orders/checkouts?step=waiting", Stop);
        Assert.Equal("ordering.unknown_step", await Customer.CodeOf(unknown));
    }

    [Fact]
    public async Task Checkouts_AreForStaffWithThePermission()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        using var warehouse = shop.Host.CreateClient(Guid.CreateVersion7(), "warehouse");
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Http.GetAsync($"/api/v1/orders/{orderId}/checkout", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Http.GetAsync("/api/v1/orders/checkouts", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await warehouse.PostAsync($"/api/v1/orders/{orderId}/checkout/retry", null, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _support.GetAsync($"/api/v1/orders/{Guid.CreateVersion7()}/checkout", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _support.PostAsync($"/api/v1/orders/{Guid.CreateVersion7()}/checkout/retry", null, Stop)).StatusCode);
    }

    private async Task<(string? Step, string? WaitsFor)> StandsAsync(Guid orderId)
    {
        var checkout = await _support.GetFromJsonAsync<JsonElement>($"/api/v1/orders/{orderId}/checkout", Stop);
        return (checkout.GetProperty("step").GetString(), checkout.GetProperty("waitsFor").GetString());
    }

    private async Task<HttpResponseMessage> RetryAsync(Guid orderId, HttpStatusCode expected)
    {
        var answer = await _support.PostAsync($"/api/v1/orders/{orderId}/checkout/retry", null, Stop);
        Assert.Equal(expected, answer.StatusCode);
        return answer;
    }
}
