using System.Net;
using System.Text.Json;

namespace Commerce.Ordering;

public sealed class GetOrderTests(OrderingShop shop) : IClassFixture<OrderingShop>
{
    [Fact]
    public async Task GetOrder_AsOfAnyMoment_IsWhatItWasThen_ByteForByte()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        var before = await BytesAsync(ada, $"/api/v1/orders/{orderId}");
        var moment = await shop.Host.Database.ScalarAsync<DateTime>("SELECT max(recorded_at) FROM events WHERE stream_id = $1", orderId);
        await shop.ReserveAsync(orderId);
        await ada.UntilAsync(orderId, "stock_reserved");
        Assert.Equal(before, await BytesAsync(ada, $"/api/v1/orders/{orderId}?asOf={moment:yyyy-MM-ddTHH:mm:ss.ffffffZ}"));
        Assert.NotEqual(before, await BytesAsync(ada, $"/api/v1/orders/{orderId}"));
    }

    [Fact]
    public async Task GetOrder_BeforeItWasPlaced_IsNotFound()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        using var answer = await ada.SendAsync(HttpMethod.Get, $"/api/v1/orders/{orderId}?asOf=2020-01-01T00:00:00Z", null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task GetOrder_OfSomebodyElse_IsNotFound_ExceptForStaff()
    {
        var orderId = await shop.NewCustomer().PlacedAsync();
        using var foreign = await shop.NewCustomer().SendAsync(HttpMethod.Get, $"/api/v1/orders/{orderId}", null);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var support = shop.Host.CreateClient(Guid.CreateVersion7(), "support");
        using var seen = await support.GetAsync(new Uri($"/api/v1/orders/{orderId}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/orders/not-a-guid", 404)]
    [InlineData("/api/v1/orders/019aa5c1-02b7-7e41-8a6d-51d0a7c9e3f2", 404)]
    [InlineData("/api/v1/orders?limit=0", 422)]
    [InlineData("/api/v1/orders?limit=101", 422)]
    [InlineData("/api/v1/orders?limit=99999999999", 400)]
    [InlineData("/api/v1/orders?cursor=zzz", 400)]
    [InlineData("/api/v1/orders?status=lost", 422)]
    [InlineData("/api/v1/orders?sort=total", 422)]
    [InlineData("/api/v1/orders?placedFrom=yesterday", 400)]
    public async Task Reads_WithBadInput_AreTheClientsFault(string path, int status)
    {
        using var answer = await shop.NewCustomer().SendAsync(HttpMethod.Get, path, null);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task ListOrders_PagesThroughOwnOrdersOnce_NewestFirst()
    {
        var ada = shop.NewCustomer();
        var placed = new List<Guid>();
        for (var i = 0; i < 5; i++)
            placed.Add(await ada.PlacedAsync());
        await shop.NewCustomer().PlacedAsync();

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            using var page = JsonDocument.Parse(await BytesAsync(ada, $"/api/v1/orders?limit=2&cursor={cursor}"));
            seen.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(o => o.GetProperty("orderId").GetGuid()));
            cursor = page.RootElement.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        placed.Reverse();
        Assert.Equal(placed, seen);
    }

    [Fact]
    public async Task ListOrders_OldestFirst_PagesTheOtherWay_AndTakesNoCursorOfThisOne()
    {
        var ada = shop.NewCustomer();
        var placed = new List<Guid>();
        for (var i = 0; i < 3; i++)
            placed.Add(await ada.PlacedAsync());

        using var first = JsonDocument.Parse(await BytesAsync(ada, "/api/v1/orders?sort=placedAt&limit=2"));
        var cursor = first.RootElement.GetProperty("nextCursor").GetString();
        using var second = JsonDocument.Parse(await BytesAsync(ada, $"/api/v1/orders?sort=placedAt&limit=2&cursor={cursor}"));

        Assert.Equal(placed, new[] { first, second }.SelectMany(page => page.RootElement.GetProperty("items").EnumerateArray()).Select(o => o.GetProperty("orderId").GetGuid()));
        using var other = await ada.SendAsync(HttpMethod.Get, $"/api/v1/orders?cursor={cursor}", null);
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
    }

    [Fact]
    public async Task GetOrderHistory_NamesWhoDidIt_ToStaff_AndToCustomersOnlyThemselves()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        var support = new OrderingStaff(shop, "support");
        await support.PostAsync($"/api/v1/orders/{orderId}/cancellation", new { reason = "On the phone" }, HttpStatusCode.OK);

        using var own = JsonDocument.Parse(await BytesAsync(ada, $"/api/v1/orders/{orderId}/history"));
        var forStaff = Actors(await support.GetAsync($"/api/v1/orders/{orderId}/history"));

        Assert.Equal(2, forStaff.Length);
        Assert.Equal(OrderingStaff.Id, forStaff[^1]);
        Assert.Equal([forStaff[0], null], Actors(own.RootElement));
        Assert.NotNull(forStaff[0]);
    }

    private static Guid?[] Actors(JsonElement history) =>
        [.. history.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("actor")).Select(a => a.ValueKind == JsonValueKind.Null ? (Guid?)null : a.GetGuid())];

    [Fact]
    public async Task WatchOrder_StreamsEveryChangeUntilFinished()
    {
        var ada = shop.NewCustomer();
        var orderId = await ada.PlacedAsync();
        using var answer = await ada.Http.GetAsync(
            new Uri($"/api/v1/orders/{orderId}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("placed", await NextStatusAsync(reader));
        await shop.RejectAsync(orderId);
        Assert.Equal("cancelled", await NextStatusAsync(reader));
        Assert.Null(await NextStatusAsync(reader));
    }

    private static async Task<string?> NextStatusAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonDocument.Parse(line[6..]).RootElement.GetProperty("status").GetString();
        }

        return null;
    }

    private static async Task<string> BytesAsync(Customer customer, string path) =>
        await customer.Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
