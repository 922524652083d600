using Commerce.Kernel;

namespace Commerce.Ordering.Contracts;

/// <summary>A customer committed to buy.</summary>
[Message("ordering.order-placed.v1", Topic = "orders", Aggregate = "order")]
public sealed record OrderPlacedV1(
    Guid OrderId, Guid CustomerId, IReadOnlyList<OrderLineV1> Lines, long TotalMinorUnits, string Currency, DateTimeOffset PlacedAt);

/// <summary>What was bought, at which price.</summary>
public sealed record OrderLineV1(string Sku, int Quantity, long UnitPriceMinorUnits);

/// <summary>Stock is held and the payment authorised: the order will be shipped.</summary>
[Message("ordering.order-confirmed.v1", Topic = "orders", Aggregate = "order")]
public sealed record OrderConfirmedV1(Guid OrderId, Guid CustomerId, long TotalMinorUnits, string Currency, DateTimeOffset ConfirmedAt);

/// <summary>One shipment of the order left its warehouse.</summary>
[Message("ordering.order-shipped.v1", Topic = "orders", Aggregate = "order")]
public sealed record OrderShippedV1(Guid OrderId, Guid ShipmentId, string Warehouse, string? TrackingNumber, DateTimeOffset ShippedAt);

/// <summary>Everything is shipped and paid.</summary>
[Message("ordering.order-completed.v1", Topic = "orders", Aggregate = "order")]
public sealed record OrderCompletedV1(Guid OrderId, Guid CustomerId, DateTimeOffset CompletedAt);

/// <summary>The order will not happen; what was held or authorised is given back.</summary>
[Message("ordering.order-cancelled.v1", Topic = "orders", Aggregate = "order")]
public sealed record OrderCancelledV1(Guid OrderId, Guid CustomerId, string Reason, DateTimeOffset CancelledAt);
