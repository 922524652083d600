using System.Diagnostics;
using Commerce.Catalog.Contracts;
using Commerce.Data;
using Commerce.Inventory.Contracts;
using Commerce.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Inventory.Tests;

/// <summary>The running service: commands arrive over the event log, answers leave by the outbox.</summary>
public sealed class CommandsOverTheLogTests(InventoryService inventory, ITestOutputHelper output) : IClassFixture<InventoryService>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly string _sku = $"SKU-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task AnOrder_FromReservationToShipment_IsAnsweredAndLeavesTheShelf()
    {
        await inventory.ReceiveAsync(_sku, "PAR", 10);
        var (order, shipment) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await SendAsync(order, new ReserveStockV1(order, [new(_sku, 3)], DateTimeOffset.MaxValue));
        await SendAsync(order, new ConfirmReservationV1(order));
        await SendAsync(order, new ShipStockV1(order, shipment, "PAR", [new(_sku, 3)]));

        await UntilAsync("SELECT count(*) FROM reservations WHERE order_id = $1 AND status = 'shipped'", 1, order);
        Assert.Equal(1, await AnswersAsync("inventory.stock-reserved.v1", [$"{order}"]));
        Assert.Equal(7, await inventory.Database.ScalarAsync<int>("SELECT on_hand - reserved FROM stock WHERE sku = $1", _sku));
    }

    [Fact]
    public async Task AProduct_WhenPublished_CanBeAskedForById()
    {
        var product = Guid.CreateVersion7();
        await inventory.ReceiveAsync(_sku, "BER", 4);

        await SendAsync(product, new ProductPublishedV1(
            product, 1, "Lamp", "lamp", [new PublishedVariantV1(_sku, "Oak", [])], DateTimeOffset.UnixEpoch));
        await UntilAsync("SELECT count(*) FROM product_skus WHERE product_id = $1", 1, product);

        var body = await InventoryService.ReadAsync(inventory.Shopper, $"/api/v1/inventory/{product}");
        Assert.Equal(4, body.GetProperty("available").GetInt32());
    }

    [Fact]
    public async Task ABurstOfOrders_IsAnsweredOrderByOrder()
    {
        const int Orders = 4000;
        var skus = Enumerable.Range(0, 200).Select(i => $"{_sku}-{i}").ToArray();
        await inventory.PostAsync("/batch", new { items = skus.Select(sku => new { sku, warehouse = "BER", reason = "receipt", delta = 1000 }) });
        var orders = Enumerable.Range(0, Orders).Select(i => new ReserveStockV1(
            Guid.CreateVersion7(), [new(skus[i % 200], 1), new(skus[(i + 7) % 200], 2)], DateTimeOffset.MaxValue)).ToArray();
        var keys = orders.Select(o => $"{o.OrderId}").ToArray();

        var started = Stopwatch.GetTimestamp();
        foreach (var chunk in orders.Chunk(500))
            await SendAsync(chunk.Select(o => (o.OrderId, o)));
        await UntilAsync("SELECT count(*) FROM reservations WHERE order_id = ANY ($1)", Orders, orders.Select(o => o.OrderId).ToArray());
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        output.WriteLine($"{Orders / seconds:F0} orders/s from outbox over the event log to answered, {seconds:F1} s for {Orders}");
        Assert.Equal(Orders, await AnswersAsync("inventory.stock-reserved.v1", keys));
        Assert.Equal(3 * Orders, await inventory.Database.ScalarAsync<long>("SELECT sum(reserved) FROM stock WHERE sku = ANY ($1)", [skus]));
    }

    private Task SendAsync<T>(Guid key, T message)
        where T : class => SendAsync([(key, message)]);

    private async Task SendAsync<T>(IEnumerable<(Guid Key, T Message)> messages)
        where T : class
    {
        await using var session = inventory.Services.GetRequiredService<SessionFactory>().Open(RequestContext.System("test"));
        foreach (var (key, message) in messages)
            session.Publish(message, key);
        await session.CommitAsync(TestContext.Current.CancellationToken);
    }

    private Task<long> AnswersAsync(string type, string[] keys) => inventory.Database.ScalarAsync<long>(
        "SELECT count(*) FROM outbox WHERE envelope LIKE '%' || $1 || '%' AND key = ANY ($2)", type, keys);

    private async Task UntilAsync(string count, long expected, object parameter)
    {
        var started = Stopwatch.GetTimestamp();
        while (await inventory.Database.ScalarAsync<long>(count, parameter) != expected)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_patience, $"Still waiting for {expected}: {count}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
