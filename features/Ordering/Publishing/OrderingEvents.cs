using Commerce.Ordering.Contracts;

namespace Commerce.Ordering;

/// <summary>The only place where something that happened to an order becomes news for other contexts.</summary>
internal static class OrderingEvents
{
    /// <summary>The message for an event, or null when it is nobody else's business.</summary>
    /// <param name="order">The order after the event.</param>
    public static object? From(object @event, Order order) => @event switch
    {
        OrderPlaced e => new OrderPlacedV1(
            order.Id, e.CustomerId, [.. e.Lines.Select(l => new OrderLineV1(l.Sku, l.Quantity, l.UnitPrice))], e.Total, e.Currency, e.PlacedAt),
        OrderConfirmed e => new OrderConfirmedV1(order.Id, order.CustomerId, order.Total.MinorUnits, order.Total.Currency.Code, e.ConfirmedAt),
        ShipmentDispatched e => new OrderShippedV1(
            order.Id, e.ShipmentId, order.Shipments.First(s => s.Id == e.ShipmentId).Warehouse, e.TrackingNumber, e.DispatchedAt),
        OrderCompleted e => new OrderCompletedV1(order.Id, order.CustomerId, e.CompletedAt),
        OrderCancelled e => new OrderCancelledV1(order.Id, order.CustomerId, e.Reason, e.CancelledAt),
        _ => null,
    };
}
