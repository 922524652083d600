using Commerce.Inventory.Contracts;
using Commerce.Kernel;
using Commerce.Payments.Contracts;

namespace Commerce.Ordering;

/// <summary>One order of two kettles and a mug, and what others answer about it.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    public static readonly Guid OrderId = Guid.Parse("019aa5c2-7d1e-7c3a-9b54-0f6f3c1d2e4a");
    public static readonly Guid CustomerId = Guid.Parse("019aa5bf-4c3d-7f10-b2a8-6e9d84f7a1c5");
    public static readonly Guid PaymentId = Guid.Parse("019aa5c3-1111-7f10-b2a8-6e9d84f7a1c5");
    public const string Token = "tok_test";

    public static Cart Cart { get; } = new(
        Guid.Parse("019aa5c1-02b7-7e41-8a6d-51d0a7c9e3f2"), CustomerId, "EUR", CartStatus.Open, null, 3,
        [new("KETTLE", "Kettle", 2, 5990), new("MUG", "Mug", 1, 1250)]);

    public static StockReservedV1 Reserved { get; } = new(
        OrderId, [new("KETTLE", "berlin", 1), new("KETTLE", "leipzig", 1), new("MUG", "berlin", 1)], Now.AddMinutes(15));

    /// <summary>The hold had expired; when the payment came it was taken again, partly in another warehouse, and does not expire any more.</summary>
    public static StockReservedV1 ReservedAnew { get; } = new(OrderId, [new("KETTLE", "hamburg", 2), new("MUG", "leipzig", 1)], DateTimeOffset.MaxValue);

    public static StockRejectedV1 Rejected { get; } = new(OrderId, "out_of_stock", [new("KETTLE", 2, 1)]);

    public static PaymentAuthorizedV1 Authorized { get; } = new(OrderId, PaymentId, 13230, "EUR", Now);

    public static PaymentDeclinedV1 Declined { get; } = new(OrderId, PaymentId, "insufficient_funds", "Insufficient funds.", Now);

    public static PaymentVoidedV1 Voided { get; } = new(OrderId, PaymentId, Now);

    public static StockReleasedV1 Released { get; } = new(OrderId, "requested");

    public static Order Placed { get; } = Checkout.Begin(Place(Cart).Value).After;

    public static Order WithStock { get; } = Checkout.On(Placed, Reserved, Token, Now).After;

    public static Order Confirmed { get; } = Checkout.On(WithStock, Authorized, Now).After;

    public static Order Cancelled { get; } = Cancel(Confirmed).After;

    public static Result<OrderPlaced> Place(Cart cart) => Order.Place(OrderId, CustomerId, cart, Now);

    public static CheckoutDecision Cancel(Order order) =>
        Checkout.Cancel(order, order.Cancel(CancellationReasons.Requested, "Changed my mind.", Now).Value);

    public static CheckoutDecision Dispatch(Order order, int shipment) =>
        Checkout.Dispatch(order, order.Dispatch(order.Shipments[shipment].Id, "TRACK", Now).Value);

    public static PaymentCaptureFailedV1 CaptureRefused(Order order, int shipment) =>
        new(OrderId, PaymentId, order.Shipments[shipment].Id, "charge_not_authorized", "The charge is expired.", Now);

    public static PaymentCapturedV1 Captured(Order order, int shipment) => new(
        OrderId, PaymentId, order.Shipments[shipment].Id, order.AmountOf(order.Shipments[shipment]), "EUR", Now);
}
