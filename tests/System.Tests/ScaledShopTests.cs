using Commerce.Cli;
using Commerce.Seeding;

namespace Commerce.SystemTests;

/// <summary>A shop of years, loaded past the services: they must not be able to tell it from one that they wrote themselves. It has a platform of its own.</summary>
[Collection(OnePlatform.Name)]
public sealed class ScaledShopTests
{
    private static readonly Scale s_scale = Scale.Of("small");

    [Fact]
    public async Task ASeededShop_KeepsEveryPromise_AndReadsLikeOneThatTheServicesWrote()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var platform = new RunningPlatform();
        await platform.InitializeAsync();
        await SeedAsync(platform, seed: 1);
        await platform.AssertVerifiedAsync();

        var owner = await platform.OwnerAsync();
        await CountsAreAsAskedForAsync(platform);
        await AnOrderTellsItsHistoryAsync(platform, owner, "SELECT order_id FROM order_summaries ORDER BY item_count DESC LIMIT 1", ct);
        await AnOrderTellsItsHistoryAsync(platform, owner, "SELECT order_id FROM order_summaries WHERE status = 'cancelled' ORDER BY placed_at LIMIT 1", ct);
        await WhatACustomerWroteIsOpenedAsync(platform, owner, ct);
        await ProjectionsFollowFromTheEventsAsync(platform, owner, ct);
        await TheShopGoesOnAsync(platform, owner, ct);
        await AnotherSeedChangesNothingAsync(platform);
        await platform.AssertVerifiedAsync();
    }

    private static Task SeedAsync(RunningPlatform platform, long seed) => new SeedingRun(
        platform.Shop.Database("postgres"), platform.Shop.Secrets["master-key"], TimeProvider.System, TestContext.Current.SendDiagnosticMessage)
        .RunAsync(s_scale, seed, TestContext.Current.CancellationToken);

    private static async Task CountsAreAsAskedForAsync(RunningPlatform platform)
    {
        Assert.Equal(s_scale.Orders, await platform.CountAsync("orderingdb", "SELECT count(*) FROM order_summaries"));
        Assert.True(await platform.CountAsync("identitydb", "SELECT count(*) FROM users") > s_scale.Customers);
        Assert.True(await platform.CountAsync("catalogdb", "SELECT count(*) FROM products") >= s_scale.Products);
        Assert.Equal(3, await platform.CountAsync("inventorydb", "SELECT min(places) FROM (SELECT count(*) AS places FROM stock JOIN sku_names USING (sku) WHERE sku ~ '-[0-9]{6}' GROUP BY sku) s"));
        foreach (var status in new[] { "confirmed", "partially_shipped", "shipped", "completed", "cancelled" })
            Assert.True(await platform.CountAsync("orderingdb", $"SELECT count(*) FROM order_summaries WHERE status = '{status}'") > 0, $"No order is {status}.");
        Assert.True(await platform.CountAsync("paymentsdb", "SELECT count(*) FROM payments WHERE refunded_minor > 0") > 0);
        Assert.True(await platform.CountAsync("orderingdb", "SELECT count(*) FROM checkouts WHERE step = 'Unpaid'") > 0);
        // Nothing was said to anybody: what the others would have made of it is there already.
        Assert.Equal(0, await platform.CountAsync("orderingdb", "SELECT count(*) FROM outbox WHERE topic = 'orders'"));
    }

    private static async Task AnOrderTellsItsHistoryAsync(RunningPlatform platform, ShopClient owner, string which, CancellationToken ct)
    {
        await using var stores = platform.Stores();
        var id = (await stores.RowsAsync(Stores.Ordering, which, row => row.GetGuid(0), ct))[0];
        var now = (await owner.GetAsync($"/api/v1/orders/{id}", ct)).OrThrow("Reading an order");
        var entries = (await owner.GetAsync($"/api/v1/orders/{id}/history", ct)).OrThrow("Reading its history").GetProperty("entries").EnumerateArray().ToArray();
        Assert.Equal(now.GetProperty("version").GetInt32(), entries.Length);
        Assert.Equal("ordering.order-placed.v1", entries[0].GetProperty("event").GetString());

        var placedAt = now.GetProperty("placedAt").GetDateTimeOffset();
        var then = (await owner.GetAsync($"/api/v1/orders/{id}?asOf={placedAt.UtcDateTime:O}", ct)).OrThrow("Reading it as it was");
        Assert.Equal("placed", then.GetProperty("status").GetString());
        Assert.Equal(now.GetProperty("lines").GetRawText(), then.GetProperty("lines").GetRawText());
        Assert.NotEqual("placed", now.GetProperty("status").GetString());
    }

    private static async Task WhatACustomerWroteIsOpenedAsync(RunningPlatform platform, ShopClient owner, CancellationToken ct)
    {
        const string Written = "SELECT stream_id FROM events WHERE type = 'ordering.order-cancelled.v1' AND data ->> 'detail' LIKE 'sealed.%' LIMIT 1";
        await using var stores = platform.Stores();
        var id = (await stores.RowsAsync(Stores.Ordering, Written, row => row.GetGuid(0), ct))[0];
        var detail = (await owner.GetAsync($"/api/v1/orders/{id}", ct)).OrThrow("Reading an order").GetProperty("cancellation").GetProperty("detail").GetString()!;
        Assert.Contains(' ', detail);

        // Addresses are sealed; whoever owns one gets it in their export.
        Assert.Equal(0, await platform.CountAsync("orderingdb", "SELECT count(*) FROM shipping_addresses WHERE get_byte(address, 0) <> 1"));
    }

    private static async Task ProjectionsFollowFromTheEventsAsync(RunningPlatform platform, ShopClient owner, CancellationToken ct)
    {
        var compared = 0L;
        for (string? cursor = ""; cursor is not null;)
        {
            var part = (await owner.PostAsync("/api/v1/projections/order-summaries/check", new { cursor = cursor.Length == 0 ? null : cursor }, ct)).OrThrow("Checking");
            Assert.Equal("[]", part.GetProperty("drift").GetRawText());
            compared += part.GetProperty("rowsCompared").GetInt64();
            cursor = part.GetProperty("nextCursor").GetString();
        }

        Assert.Equal(s_scale.Orders, compared);

        // Two years of days: making them anew by the projection's own code says more than comparing a few.
        var loaded = await FiguresAsync(platform);
        var rebuild = (await owner.PostAsync("/api/v1/projections/order-statistics/rebuild", new { reason = "A large shop came." }, ct)).OrThrow("Rebuilding");
        var path = $"/api/v1/projections/order-statistics/rebuilds/{rebuild.GetProperty("rebuildId").GetGuid()}";
        await RunningPlatform.UntilAsync(async () => (await owner.GetAsync(path, ct)).Body.GetProperty("state").GetString() == "swapped", "the rebuild");
        Assert.True(loaded.Count > 1_000, $"There are figures of {loaded.Count} days and reasons only.");
        Assert.Equal(loaded, await FiguresAsync(platform));
    }

    private static async Task<IReadOnlyList<string>> FiguresAsync(RunningPlatform platform)
    {
        await using var stores = platform.Stores();
        var ct = TestContext.Current.CancellationToken;
        return
        [
            .. await stores.LinesAsync(Stores.Ordering, "SELECT s::text FROM order_statistics s ORDER BY day, currency", ct),
            .. await stores.LinesAsync(Stores.Ordering, "SELECT r::text FROM order_statistics_reasons r ORDER BY day, currency, reason", ct),
        ];
    }

    private static async Task TheShopGoesOnAsync(RunningPlatform platform, ShopClient owner, CancellationToken ct)
    {
        var stock = (await owner.GetAsync("/api/v1/stock?q=KIT-PAN-000&limit=50", ct)).OrThrow("Looking for stock").GetProperty("items").EnumerateArray();
        var sku = stock.First(row => row.GetProperty("available").GetInt32() > 0).GetProperty("sku").GetString()!;
        var shopper = await platform.NewShopperAsync();
        var cart = await shopper.CartAsync("EUR", ct, (sku, 1));
        var placed = (await shopper.OrderAsync(Guid.CreateVersion7(), cart, await shopper.TokenizeAsync(Cards.Approved, ct), ct)).OrThrow("Ordering");
        Assert.Equal("confirmed", placed.GetProperty("status").GetString());
    }

    private static async Task AnotherSeedChangesNothingAsync(RunningPlatform platform)
    {
        var before = await platform.CountAsync("orderingdb", "SELECT max(position) FROM events");
        var refused = await Assert.ThrowsAsync<Commerce.Seeding.RefusedException>(() => SeedAsync(platform, seed: 2));
        Assert.Contains("filled already", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await platform.CountAsync("orderingdb", "SELECT max(position) FROM events"));
        Assert.Equal(s_scale.Orders + 1, await platform.CountAsync("orderingdb", "SELECT count(*) FROM order_summaries"));
    }
}
