using Commerce.Kernel;
using Commerce.Privacy;

namespace Commerce.Ordering;

/// <summary>An order as its customer and staff see it: always the fold of its events, now or at any moment before.</summary>
internal sealed record OrderDetails(
    Guid OrderId,
    string Status,
    int Version,
    IReadOnlyList<OrderDetails.Line> Lines,
    Money Total,
    Money Captured,
    string? PaymentActionUrl,
    IReadOnlyList<OrderDetails.Parcel> Shipments,
    OrderDetails.End? Cancellation,
    DateTimeOffset PlacedAt,
    DateTimeOffset UpdatedAt)
{
    public static OrderDetails Of(Order order) => new(
        order.Id,
        order.Status.ToText(),
        order.Version,
        [.. order.Lines.Select(l => new Line(l.Sku, l.Name, l.Quantity, In(order, l.UnitPrice), In(order, l.Total)))],
        order.Total,
        In(order, order.CapturedMinorUnits),
        order.PaymentActionUrl,
        [.. order.Shipments.Select(s => new Parcel(s.Id, s.Warehouse, s.IsDispatched ? "dispatched" : "planned", s.TrackingNumber, s.DispatchedAt, s.Lines))],
        order.Cancellation is { } end ? new End(end.Reason, PersonalKeys.IsSealed(end.Detail) ? OrderNotes.Unopened : end.Detail, end.CancelledAt) : null,
        order.PlacedAt,
        order.UpdatedAt);

    private static Money In(Order order, long minorUnits) => new(minorUnits, order.Total.Currency);

    internal sealed record Line(string Sku, string Name, int Quantity, Money UnitPrice, Money Total);

    internal sealed record Parcel(
        Guid ShipmentId, string Warehouse, string Status, string? TrackingNumber, DateTimeOffset? DispatchedAt, IReadOnlyList<ShipmentLine> Lines);

    internal sealed record End(string Reason, string Detail, DateTimeOffset CancelledAt);
}
