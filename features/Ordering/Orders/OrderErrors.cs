using Commerce.Kernel;

namespace Commerce.Ordering;

internal static class OrderErrors
{
    public static Error NotFound { get; } = new(404, "ordering.order_not_found", "There is no such order.");

    public static Error NoSuchProjection { get; } = new(404, "ordering.projection_not_found", "There is no such read model.");

    public static Error NoSuchRebuild { get; } = new(404, "ordering.rebuild_not_found", "There is no such rebuild of this read model.");

    public static Error AlreadyCancelled(Guid id) => new(409, "ordering.already_cancelled", $"Order {id} is cancelled already.");

    public static Error TooLateToCancel(Guid id, OrderStatus status) =>
        new(409, "ordering.too_late_to_cancel", $"Order {id} is {status.ToText()}; what has left the warehouse can only be returned.");

    public static Error NoSuchShipment(Guid id) => new(404, "ordering.shipment_not_found", $"Order {id} has no such shipment.");

    public static Error AlreadyDispatched(Guid shipmentId) => new(409, "ordering.already_dispatched", $"Shipment {shipmentId} has left already.");

    public static Error CannotShip(Guid id, OrderStatus status) => new(409, "ordering.cannot_ship", $"Order {id} is {status.ToText()} and cannot be shipped.");

    public static Error Unpaid(Guid id) =>
        new(409, "ordering.unpaid", $"The money for what has left of order {id} was refused. Settle that before more leaves.");

    public static Error NothingToSettle(Guid shipmentId) =>
        new(409, "ordering.nothing_to_settle", $"The money for shipment {shipmentId} was not refused, or that is settled already.");

    public static Error IdTaken(Guid id) => new(409, "ordering.id_taken", $"{id} is the id of another order. Choose a new one.");

    public static Error PriceChanged(Money expected, Money actual) =>
        new(409, "ordering.price_changed", $"The cart costs {actual} now, not {expected}. Show the customer the new total.");

    /// <summary>How placing an order that came to nothing is answered.</summary>
    public static Error NotConfirmed(Order order) =>
        new(409, $"ordering.{order.Cancellation!.Reason}", OrderDetails.Of(order).Cancellation!.Detail)
        {
            Fields =
            [
                .. order.Shortages.Select(s => new FieldError(
                    $"/lines/{s.Sku}", "out_of_stock", $"{s.Requested} asked for, {s.Available} available.")),
            ],
        };
}
