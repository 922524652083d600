using Commerce.Data;
using Commerce.EventStore;
using Commerce.Messaging;

namespace Commerce.Ordering;

/// <summary>Loads orders from their events and saves what was decided: events, checkout, outgoing messages, in one transaction.</summary>
internal sealed class OrderStore(EventStreams streams, OrderWatch watch, TimeProvider clock)
{
    private const string Advance = """
        UPDATE checkouts c SET step = o.step, deadline = o.deadline, reminders = 0
        FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS o (order_id, step, deadline) WHERE c.order_id = o.order_id
        """;

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

    /// <summary>Saves what was decided about several orders, each with what caused it.</summary>
    public void Save(Session session, IReadOnlyList<(CheckoutDecision Decision, RequestContext Cause)> decided)
    {
        var advanced = decided.Where(d => d.Decision.Events.Count > 0).Select(d => d.Decision.After).ToArray();
        if (advanced.Length > 0)
        {
            var now = clock.GetUtcNow();
            session.Write(
                Advance,
                Array.ConvertAll(advanced, o => o.Id),
                Array.ConvertAll(advanced, StepText),
                Array.ConvertAll(advanced, o => Checkout.DeadlineOf(o, now)));
        }

        foreach (var (decision, cause) in decided)
        {
            if (!decision.IsNothing)
                Record(session, decision, cause);
        }
    }

    public void Save(Session session, CheckoutDecision decision) => Save(session, [(decision, session.Context)]);

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
