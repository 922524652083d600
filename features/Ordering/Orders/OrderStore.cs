using Commerce.Data;
using Commerce.EventStore;
using Commerce.Messaging;

namespace Commerce.Ordering;

/// <summary>Loads orders from their events and saves what was decided: events, checkout, outgoing messages, in one transaction.</summary>
internal sealed class OrderStore(EventStreams streams, OrderWatch watch, TimeProvider clock)
{
    public async Task<Order?> FindAsync(Session session, Guid orderId, CancellationToken ct) =>
        Order.From(await streams.LoadAsync(session, orderId, ct));

    /// <summary>The orders that exist, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, Order>> LoadAsync(Session session, IReadOnlyCollection<Guid> orderIds, CancellationToken ct) =>
        (await streams.LoadAsync(session, orderIds, ct)).ToDictionary(s => s.Key, s => Order.From(s.Value)!);

    /// <summary>Saves a new order with the token it is to be paid with.</summary>
    public void Start(Session session, CheckoutDecision decision, string paymentToken)
    {
        session.Write(
            "INSERT INTO checkouts (order_id, step, deadline, payment_token) VALUES ($1, $2, $3, $4)",
            decision.After.Id, StepText(decision.After), Checkout.DeadlineOf(decision.After, clock.GetUtcNow()), paymentToken);
        Record(session, decision, session.Context);
    }

    public void Save(Session session, CheckoutDecision decision, RequestContext? causedBy = null)
    {
        if (decision.IsNothing)
            return;
        if (decision.Events.Count > 0)
        {
            session.Write(
                "UPDATE checkouts SET step = $2, deadline = $3, reminders = 0 WHERE order_id = $1",
                decision.After.Id, StepText(decision.After), Checkout.DeadlineOf(decision.After, clock.GetUtcNow()));
        }

        Record(session, decision, causedBy ?? session.Context);
    }

    private static string StepText(Order order) => Checkout.StepOf(order).ToString();

    private void Record(Session session, CheckoutDecision decision, RequestContext cause)
    {
        var order = decision.After;
        if (decision.Events.Count > 0)
            session.Append(Order.StreamType, order.Id, decision.Before.Version, decision.Events, cause);
        foreach (var @event in decision.Events)
        {
            if (OrderingEvents.From(@event, order) is { } message)
                session.Publish(message, order.Id, cause);
        }

        foreach (var command in decision.Messages)
            session.Publish(command, order.Id, cause);
        session.WhenCommitted(() => watch.Changed(order));
    }
}
