using Commerce.EventStore;
using Commerce.Inventory.Contracts;
using Commerce.Ordering;
using Commerce.Payments.Contracts;

namespace Commerce.Simulation;

/// <summary>Where a checkout stands, as the row in the database says.</summary>
internal sealed record CheckoutRow(CheckoutStep Step, DateTimeOffset? Deadline, int Reminders, string PaymentToken);

/// <summary>The list entry of an order, kept up event by event.</summary>
internal sealed record SummaryRow(OrderStatus Status, int Version);

/// <summary>Ordering: the real orders and the real process, on an event store, checkouts and carts in memory.</summary>
internal sealed partial class OrderingService(World world) : Service(world, "ordering", "inventory", "payments")
{
    private static readonly EventTypes s_types = new(typeof(Order).Assembly, System.Text.Json.JsonSerializerOptions.Web);
    private static readonly EventMetadata s_metadata = new("simulation", null, null);

    public Table<Guid, RecordedEvent[]> Streams { get; } = new();

    public Table<Guid, CheckoutRow> Checkouts { get; } = new();

    public Table<Guid, SummaryRow> Summaries { get; } = new();

    public Table<Guid, Cart> Carts { get; } = new();

    public override bool Listens(Type message) =>
        message == typeof(StockReservedV1) || message == typeof(StockRejectedV1) || message == typeof(StockReleasedV1)
        || message == typeof(PaymentActionRequiredV1) || message == typeof(PaymentAuthorizedV1) || message == typeof(PaymentDeclinedV1)
        || message == typeof(PaymentVoidedV1) || message == typeof(PaymentCapturedV1) || message == typeof(PaymentCaptureFailedV1);

    public override void Handle(Unit unit, IReadOnlyList<object> wave)
    {
        foreach (var message in wave)
        {
            var (orderId, decide) = Decider(unit, message);
            if (Find(unit, orderId) is { } order)
                Save(unit, Tampered(message, decide(order)));
        }
    }

    /// <summary>The order as it is committed.</summary>
    public Order? Find(Guid orderId) => Order.From(Streams[orderId] ?? []);

    private Order? Find(Unit unit, Guid orderId) => Order.From(Streams.Find(unit, orderId) ?? []);

    private (Guid OrderId, Func<Order, CheckoutDecision> Decide) Decider(Unit unit, object message) => message switch
    {
        StockReservedV1 m => (m.OrderId, o => Checkout.On(o, m, Checkouts.Find(unit, m.OrderId)!.PaymentToken, Now)),
        StockRejectedV1 m => (m.OrderId, o => Checkout.On(o, m, Now)),
        StockReleasedV1 m => (m.OrderId, o => Checkout.On(o, m, Now)),
        PaymentActionRequiredV1 m => (m.OrderId, o => Checkout.On(o, m, Now)),
        PaymentAuthorizedV1 m => (m.OrderId, o => Checkout.On(o, m, Now)),
        PaymentDeclinedV1 m => (m.OrderId, o => Checkout.On(o, m, Now)),
        PaymentVoidedV1 m => (m.OrderId, o => Checkout.On(o, m, Now)),
        PaymentCapturedV1 m => (m.OrderId, o => Checkout.On(o, m, Now)),
        PaymentCaptureFailedV1 m => (m.OrderId, o => Checkout.On(o, m, Now)),
        _ => throw new InvalidOperationException($"Ordering does not listen to {message.GetType().Name}."),
    };

    private CheckoutDecision Tampered(object cause, CheckoutDecision decision) => World.Guards.Process?.Invoke(cause, decision) ?? decision;

    private void Start(Unit unit, CheckoutDecision decision, string paymentToken)
    {
        var order = decision.After;
        Checkouts.Insert(unit, order.Id, new CheckoutRow(Checkout.StepOf(order), Checkout.DeadlineOf(order, Now), 0, paymentToken));
        Record(unit, decision);
    }

    private void Save(Unit unit, CheckoutDecision decision)
    {
        if (decision.IsNothing)
            return;
        var order = decision.After;
        if (decision.Events.Count > 0)
        {
            var row = Checkouts.Find(unit, order.Id)!;
            Checkouts.Put(unit, order.Id, row with { Step = Checkout.StepOf(order), Deadline = Checkout.DeadlineOf(order, Now), Reminders = 0 });
        }

        Record(unit, decision);
    }

    private void Record(Unit unit, CheckoutDecision decision)
    {
        var order = decision.After;
        if (decision.Events.Count > 0)
            Append(unit, decision);
        foreach (var @event in decision.Events)
        {
            if (OrderingEvents.From(@event, order) is { } message)
                unit.Publish(message, order.Id);
        }

        foreach (var command in decision.Messages)
            unit.Publish(command, order.Id);
        unit.WhenCommitted(() => Tell(decision));
    }

    private void Append(Unit unit, CheckoutDecision decision)
    {
        var id = decision.After.Id;
        // Through the names and the JSON that the database keeps, so that what is read is what will be read.
        var stored = decision.Events.Select((e, i) => new RecordedEvent(
            id, decision.Before.Version + i + 1, s_types.NameOf(e), s_types.Read(s_types.NameOf(e), s_types.Write(e)), s_metadata, Now));
        RecordedEvent[] stream = [.. Streams.Find(unit, id) ?? [], .. stored];
        if (World.Guards.StreamsHaveVersions)
            Streams.PutIfUnchanged(unit, id, stream);
        else
            Streams.Put(unit, id, stream);

        var status = decision.Events.Select(OrderSummaryProjection.StatusAfter).LastOrDefault(s => s is not null);
        Summaries.Put(unit, id, new SummaryRow(status ?? Summaries.Find(unit, id)?.Status ?? OrderStatus.Placed, decision.After.Version));
    }

    private void Tell(CheckoutDecision decision)
    {
        foreach (var @event in decision.Events)
            World.Trace.Add($"{World.Trace.NameOf(decision.After.Id)}: {@event.GetType().Name}{(@event is OrderCancelled c ? $" ({c.Reason})" : "")}");
        WatchDeadlines();
        World.Staff.Notice(decision.After);
    }
}
