using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>One order from cart to doorstep, as the API description tells it.</summary>
internal static class Examples
{
    private static readonly Guid OrderId = Guid.Parse("019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4a");
    private static readonly Guid CartId = Guid.Parse("019aa5c1-02b7-7e41-8a6d-51d0a7c9e3f2");
    private static readonly Guid CustomerId = Guid.Parse("019aa5bf-4c3d-7f10-b2a8-6e9d84f7a1c5");
    private static readonly Guid ShipmentId = Guid.Parse("8a6f0c1e-93b2-8d47-a5c1-7be04f2d9a36");
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
                "9f1c2b7e", null),
        ]);

    public static CheckoutView Checkout { get; } = new(OrderId, "authorizing_payment", "payments", PlacedAt.AddSeconds(30), false, 0);

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
