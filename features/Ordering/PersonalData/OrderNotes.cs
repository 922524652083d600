using Commerce.Data;
using Commerce.Privacy;

namespace Commerce.Ordering;

/// <summary>What people write about an order: it stands in the events, sealed by the customer's own key.</summary>
internal sealed class OrderNotes(PersonalKeys keys)
{
    /// <summary>What is shown where nobody looks for the note.</summary>
    public const string Unopened = "Cancelled on request.";

    public Task<string> SealAsync(Session session, Order order, string note, CancellationToken ct) => keys.SealAsync(session, order.CustomerId, note, ct);

    public Task<string> OpenAsync(Session session, Order order, string note, CancellationToken ct) => keys.OpenAsync(session, order.CustomerId, note, ct);

    /// <summary>The order for its customer and staff, with what was written when it was cancelled.</summary>
    public async Task<OrderDetails> DetailsAsync(Session session, Order order, CancellationToken ct)
    {
        var details = OrderDetails.Of(order);
        return order.Cancellation is { } cancelled
            ? details with { Cancellation = details.Cancellation! with { Detail = await keys.OpenAsync(session, order.CustomerId, cancelled.Detail, ct) } }
            : details;
    }

    /// <summary>An event as it is told.</summary>
    /// <param name="forStaff">Customers are told what they wrote themselves, but not what staff wrote for each other.</param>
    public async Task<object> OpenAsync(Session session, Order order, object @event, bool forStaff, CancellationToken ct) => @event switch
    {
        OrderCancelled e => e with { Detail = await keys.OpenAsync(session, order.CustomerId, e.Detail, ct) },
        ShipmentSettled e when forStaff => e with { Reason = await keys.OpenAsync(session, order.CustomerId, e.Reason, ct) },
        ShipmentSettled e => e with { Reason = "" },
        _ => @event,
    };
}
