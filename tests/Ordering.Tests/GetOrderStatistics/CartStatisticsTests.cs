using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Ordering;

/// <summary>Carts that somebody began: each counts once, whatever becomes of it.</summary>
public sealed class CartStatisticsTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    private OrderingStaff Support { get; } = new(shop, "support");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cart_CountsWithItsFirstThing_AndOnce()
    {
        var before = await BegunAsync();
        var ada = shop.NewCustomer();
        var empty = await EmptyAsync(ada);
        Assert.Equal(before, await BegunAsync());

        await PutAsync(ada, empty, "KETTLE");
        await PutAsync(ada, empty, "KETTLE-XL");
        using (var removed = await ada.SendAsync(HttpMethod.Delete, $"/api/v1/carts/{empty}/lines/KETTLE", null))
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        using (var removed = await ada.SendAsync(HttpMethod.Delete, $"/api/v1/carts/{empty}/lines/KETTLE-XL", null))
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        await PutAsync(ada, empty, "KETTLE");
        Assert.Equal(before + 1, await BegunAsync());

        await ada.CartAsync();
        Assert.Equal(before + 2, await BegunAsync());
    }

    [Fact]
    public async Task Cart_ThatIsSentTwice_OrRefused_CountsOnce()
    {
        var before = await BegunAsync();
        var ada = shop.NewCustomer();
        var cart = await EmptyAsync(ada);
        var key = Guid.CreateVersion7().ToString();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await ada.SendAsync(HttpMethod.Put, $"/api/v1/carts/{cart}/lines/KETTLE", new { quantity = 1 }, key);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var refused = await ada.SendAsync(HttpMethod.Put, $"/api/v1/carts/{await EmptyAsync(ada)}/lines/NOTHING", new { quantity = 1 });
        Assert.False(refused.IsSuccessStatusCode);
        Assert.Equal(before + 1, await BegunAsync());
    }

    [Fact]
    public async Task Carts_BegunAtOnce_AllCount()
    {
        var before = await BegunAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (_, _) => await shop.NewCustomer().CartAsync());

        Assert.Equal(before + 40, await BegunAsync());
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    public async Task Cart_ThatIsMergedIntoAnother_LeavesOne(bool hasSomething, int begun)
    {
        var before = await BegunAsync();
        var ada = shop.NewCustomer();
        if (hasSomething)
            await ada.CartAsync("KETTLE-XL");
        else
            await EmptyAsync(ada);
        using var anonymous = shop.Host.CreateClient(token: null);
        using var created = await anonymous.PostAsJsonAsync("/api/v1/carts", new { currency = "EUR", lines = new[] { new { sku = "KETTLE", quantity = 1 } } }, Stop);
        var cart = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("cartId").GetGuid();

        using var claimed = await ada.SendAsync(HttpMethod.Post, $"/api/v1/carts/{cart}/owner", null);

        Assert.Equal(HttpStatusCode.OK, claimed.StatusCode);
        Assert.Equal(before + begun, await BegunAsync());
    }

    [Fact]
    public async Task Statistics_OfADayWithCartsAlone_ShowThem()
    {
        await shop.Host.Database.ExecuteAsync("INSERT INTO cart_statistics (day, currency, slot, begun) VALUES ('2021-03-14', 'EUR', 3, 5), ('2021-03-14', 'EUR', 4, 2), ('2021-03-14', 'USD', 0, 1)");

        var days = (await Support.GetAsync("/api/v1/orders/statistics?from=2021-03-13&to=2021-03-15")).GetProperty("days").EnumerateArray().ToArray();

        Assert.Equal(
            [("EUR", 7, 0, 0), ("USD", 1, 0, 0)],
            days.Select(d => (d.GetProperty("currency").GetString()!, d.GetProperty("cartsBegun").GetInt32(), d.GetProperty("placed").GetProperty("orders").GetInt32(), d.GetProperty("reasons").EnumerateObject().Count())));
    }

    private async Task<long> BegunAsync() =>
        (await Support.GetAsync("/api/v1/orders/statistics")).GetProperty("days").EnumerateArray().Sum(d => d.GetProperty("cartsBegun").GetInt64());

    private static async Task<Guid> EmptyAsync(Customer customer)
    {
        using var answer = await customer.Http.PostAsJsonAsync("/api/v1/carts", new { currency = "EUR" }, Stop);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("cartId").GetGuid();
    }

    private static async Task PutAsync(Customer customer, Guid cart, string sku)
    {
        using var answer = await customer.SendAsync(HttpMethod.Put, $"/api/v1/carts/{cart}/lines/{sku}", new { quantity = 1 });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
