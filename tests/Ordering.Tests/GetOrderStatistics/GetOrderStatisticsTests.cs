using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Commerce.Ordering;

public sealed class GetOrderStatisticsTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    private const string Statistics = "/api/v1/orders/statistics";

    private OrderingStaff Support { get; } = new(shop, "support");

    [Fact]
    public async Task Statistics_CountWhatHappened_WithItsMoneyAndReasons()
    {
        var ada = shop.NewCustomer();
        await ada.ConfirmedAsync();
        await ada.PlacedAsync();
        var refused = await ada.PlacedAsync();
        await shop.RejectAsync(refused);
        await ada.UntilAsync(refused, "cancelled");
        await OrderingShop.UntilAsync(async () =>
            (await Support.GetAsync(Statistics)).GetProperty("waitingSince").ValueKind == JsonValueKind.Null && (await TodayAsync()).GetArrayLength() > 0);

        var days = (await TodayAsync()).EnumerateArray().ToArray();
        // Midnight may have passed in between: the sums over the days count.
        Assert.Equal((3, "179.70"), Sum(days, "placed"));
        Assert.Equal((1, "59.90"), Sum(days, "confirmed"));
        Assert.Equal((1, "59.90"), Sum(days, "cancelled"));
        Assert.All(days, d => Assert.Equal("EUR", d.GetProperty("currency").GetString()));
        Assert.Equal(1, days.Sum(d => d.GetProperty("reasons").TryGetProperty("out_of_stock", out var count) ? count.GetInt64() : 0));
    }

    [Theory]
    [InlineData("?from=2026-03-14&to=2026-03-13", 422)]
    [InlineData("?from=2020-01-01&to=2026-03-13", 422)]
    [InlineData("?from=0001-01-01&to=0001-01-01", 200)]
    [InlineData("?to=0001-01-02", 200)]
    [InlineData("?to=9999-12-31", 200)]
    [InlineData("?from=9999-12-31", 422)]
    [InlineData("?from=yesterday", 400)]
    [InlineData("?from=2026-02-30", 400)]
    public async Task Statistics_OfAnyPeriod_AreAnsweredOrTheClientsFault(string query, int status) =>
        await Support.GetAsync(Statistics + query, (HttpStatusCode)status);

    [Fact]
    public async Task Statistics_AreForStaff() => await new OrderingStaff(shop, "customer").GetAsync(Statistics, HttpStatusCode.Forbidden);

    private async Task<JsonElement> TodayAsync() => (await Support.GetAsync(Statistics)).GetProperty("days");

    private static (long Orders, string Value) Sum(JsonElement[] days, string group) => (
        days.Sum(d => d.GetProperty(group).GetProperty("orders").GetInt64()),
        days.Sum(d => decimal.Parse(d.GetProperty(group).GetProperty("value").GetProperty("amount").GetString()!, CultureInfo.InvariantCulture))
            .ToString(CultureInfo.InvariantCulture));
}
