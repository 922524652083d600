using Commerce.EventStore;

namespace Commerce.Ordering;

/// <summary>One line as it was bought; prices in minor units of the order's currency.</summary>
internal sealed record OrderLine(string Sku, string Name, int Quantity, long UnitPrice)
{
    public long Total => checked(UnitPrice * Quantity);
}

/// <summary>Which warehouse ships how much of which SKU.</summary>
internal sealed record Allocation(string Sku, string Warehouse, int Quantity);

/// <summary>What was asked for and what there was.</summary>
internal sealed record Shortage(string Sku, int Requested, int Available);

/// <summary>What leaves one warehouse together.</summary>
internal sealed record PlannedShipment(Guid ShipmentId, string Warehouse, IReadOnlyList<ShipmentLine> Lines);

internal sealed record ShipmentLine(string Sku, int Quantity);

[EventName("ordering.order-placed.v1")]
internal sealed record OrderPlaced(
    Guid OrderId, Guid CustomerId, Guid CartId, IReadOnlyList<OrderLine> Lines, string Currency, long Total, DateTimeOffset PlacedAt);

[EventName("ordering.stock-reserved.v1")]
internal sealed record StockReserved(IReadOnlyList<Allocation> Allocations, DateTimeOffset ReservedUntil, DateTimeOffset ReservedAt);

[EventName("ordering.stock-rejected.v1")]
internal sealed record StockRejected(string Reason, IReadOnlyList<Shortage> Shortages, DateTimeOffset RejectedAt);

[EventName("ordering.stock-released.v1")]
internal sealed record StockReleased(string Reason, DateTimeOffset ReleasedAt);

[EventName("ordering.payment-action-required.v1")]
internal sealed record PaymentActionRequired(string ActionUrl, DateTimeOffset Until, DateTimeOffset RequiredAt);

[EventName("ordering.payment-authorized.v1")]
internal sealed record PaymentAuthorized(Guid PaymentId, long Amount, DateTimeOffset AuthorizedAt);

[EventName("ordering.payment-declined.v1")]
internal sealed record PaymentDeclined(string Code, string Detail, DateTimeOffset DeclinedAt);

[EventName("ordering.payment-voided.v1")]
internal sealed record PaymentVoided(DateTimeOffset VoidedAt);

[EventName("ordering.order-confirmed.v1")]
internal sealed record OrderConfirmed(IReadOnlyList<PlannedShipment> Shipments, DateTimeOffset ConfirmedAt);

/// <summary>The hold had expired when the payment came and was taken again, partly elsewhere: other warehouses ship.</summary>
[EventName("ordering.shipments-replanned.v1")]
internal sealed record ShipmentsReplanned(IReadOnlyList<Allocation> Allocations, IReadOnlyList<PlannedShipment> Shipments, DateTimeOffset ReplannedAt);

/// <param name="Remaining">How many shipments of the order are still to leave after this one.</param>
[EventName("ordering.shipment-dispatched.v1")]
internal sealed record ShipmentDispatched(Guid ShipmentId, string? TrackingNumber, int Remaining, DateTimeOffset DispatchedAt);

[EventName("ordering.payment-captured.v1")]
internal sealed record PaymentCaptured(Guid CaptureId, long Amount, DateTimeOffset CapturedAt);

[EventName("ordering.payment-capture-failed.v1")]
internal sealed record PaymentCaptureFailed(Guid CaptureId, string Code, string Detail, DateTimeOffset FailedAt);

/// <summary>The provider refused a parcel's money for good, and staff decided what becomes of it.</summary>
/// <param name="How">One of <see cref="Settlements"/>.</param>
/// <param name="Reason">For staff, never shown to the customer; sealed by the customer's key.</param>
[EventName("ordering.shipment-settled.v1")]
internal sealed record ShipmentSettled(Guid ShipmentId, string How, string Reason, long Amount, DateTimeOffset SettledAt);

[EventName("ordering.order-completed.v1")]
internal sealed record OrderCompleted(DateTimeOffset CompletedAt);

/// <summary>Reason is one of <see cref="CancellationReasons"/>; detail is for a person, sealed by their key if a person wrote it.</summary>
[EventName("ordering.order-cancelled.v1")]
internal sealed record OrderCancelled(string Reason, string Detail, DateTimeOffset CancelledAt);
