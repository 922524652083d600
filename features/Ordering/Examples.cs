using System.Text.Json.Nodes;
using Commerce.EventStore;
using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>One order from cart to doorstep, as the API description tells it.</summary>
internal static class Examples
{
    private static readonly Guid OrderId = Guid.Parse("019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4a");
    private static readonly Guid CartId = Guid.Parse("019aa5c1-02b7-7e41-8a6d-51d0a7c9e3f2");
    private static readonly Guid CustomerId = Guid.Parse("019aa5bf-4c3d-7f10-b2a8-6e9d84f7a1c5");
    private static readonly Guid ShipmentId = Guid.Parse("8a6f0c1e-93b2-8d47-a5c1-7be04f2d9a36");
    private static readonly Guid RebuildId = Guid.Parse("019aa5d4-5b1e-7a02-8c47-1d3e5f708192");
    private static readonly DateTimeOffset PlacedAt = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);
    private static readonly Money Price = Money.Of(5990, "EUR");

    public static CartView Cart { get; } = new(
        CartId, "open", 1, "EUR", [new("KETTLE-17-BLK", "Gooseneck kettle 1.7 l, black", 1, true, Price, Price)], Price, null);

    public static PlaceOrder.Request PlaceOrder { get; } = new(
        CartId, "tok_4h7Qm2xB", new("Ada Lovelace", "12 St James's Square", "SW1Y 4JH", "London", "GB"), Price);

    public static PlaceOrder.Response OrderPlaced { get; } = new(OrderId, "placed", Price, PlacedAt);

    public static OrderDetails OrderConfirmed { get; } = Order("confirmed", 4, "planned", null);

    public static OrderDetails OrderShipped { get; } = Order("shipped", 5, "dispatched", "1Z999AA10123456784");

    public static OrderDetails OrderCancelled { get; } = Order("cancelled", 5, "planned", null) with
    {
        Cancellation = new("requested", "Ordered the wrong size", PlacedAt.AddMinutes(2)),
    };

    public static Defaults.Page<ListOrders.Item> OrderPage { get; } = new(
        [new(OrderId, CustomerId, "confirmed", Price, 1, PlacedAt, PlacedAt.AddSeconds(1))], null);

    public static GetOrderHistory.Response History { get; } = new(
        OrderId,
        [
            new(
                1, "ordering.order-placed.v1", "ordering", PlacedAt,
                new OrderPlaced(OrderId, CustomerId, CartId, [new("KETTLE-17-BLK", "Gooseneck kettle 1.7 l, black", 1, 5990)], "EUR", 5990, PlacedAt),
                "9f1c2b7e", null, CustomerId),
        ]);

    public static CheckoutView Checkout { get; } = new(OrderId, "authorizing_payment", "payments", PlacedAt.AddSeconds(30), false, 0, []);

    public static ListOrderNotes.Item Note { get; } = new(RebuildId, CustomerId, "Called: wants the parcel at the neighbour's.", PlacedAt.AddHours(1));

    public static GetOrderStatistics.Response Statistics { get; } = new(
        new DateOnly(2026, 3, 14),
        new DateOnly(2026, 3, 14),
        [
            new(
                new DateOnly(2026, 3, 14), "EUR", 5_120, new(412, Money.Of(2_467_880, "EUR")), new(398, Money.Of(2_384_020, "EUR")), 310,
                new(11, Money.Of(65_890, "EUR")), Money.Of(1_856_900, "EUR"),
                new Dictionary<string, long> { ["out_of_stock"] = 3, ["payment_declined"] = 6, ["requested"] = 2 }),
        ],
        null);

    public static ListProjections.Response Projections { get; } = new(
        [new("order-statistics", "asynchronous", 1, 1, 20_480, 20_484, 4, PlacedAt, 0, null), new("order-summaries", "inline", 1, 2, 20_484, 20_484, 0, null, 0, RebuildId)]);

    public static Defaults.Page<ListPoisonEvents.Item> Poison { get; } = new(
        [new(17_002, OrderId, 3, "ordering.stock-reserved.v9", "InvalidOperationException: No event is called ordering.stock-reserved.v9.", PlacedAt)], null);

    public static RebuildProjection.Response RebuildRequested { get; } = new(RebuildId, "order-summaries", "requested");

    public static Rebuild Rebuild { get; } = new(
        RebuildId, "order-summaries", 2, "building", CustomerId.ToString(), PlacedAt, "Drift after the import of 14 March", 12_000, 20_484, 12_000, 0, 0, null,
        PlacedAt.AddSeconds(1), null, null, null);

    public static CheckProjection.Response Checked { get; } = new(
        20_484, 5_120, 2,
        [new("order_summaries", [OrderId.ToString()], new JsonObject { ["status"] = "placed" }, new JsonObject { ["status"] = "confirmed" }, null)],
        null);

    private static OrderDetails Order(string status, int version, string parcel, string? tracking) => new(
        OrderId, status, version,
        [new("KETTLE-17-BLK", "Gooseneck kettle 1.7 l, black", 1, Price, Price)],
        Price,
        Money.Of(0, "EUR"),
        null,
        [new(ShipmentId, "BERLIN", parcel, tracking, tracking is null ? null : PlacedAt.AddHours(3), [new("KETTLE-17-BLK", 1)])],
        null,
        PlacedAt,
        PlacedAt.AddSeconds(1));
}
