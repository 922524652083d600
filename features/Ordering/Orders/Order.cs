using Commerce.EventStore;
using Commerce.Kernel;

namespace Commerce.Ordering;

/// <summary>A customer's commitment to buy. Its state is the fold of its events; deciders return events or refuse.</summary>
internal sealed record Order
{
    /// <summary>The stream type of the event store.</summary>
    public const string StreamType = "order";

    public const int MaxLines = 100;
    public const int MaxQuantityPerLine = 99;

    public Guid Id { get; private init; }

    /// <summary>How many events it has; 0 before it is placed.</summary>
    public int Version { get; init; }

    public Guid CustomerId { get; private init; }

    public Guid CartId { get; private init; }

    public IReadOnlyList<OrderLine> Lines { get; private init; } = [];

    public Money Total { get; private init; }

    public OrderStatus Status { get; private init; }

    public StockState Stock { get; private init; }

    public PaymentState Payment { get; private init; }

    public string? PaymentActionUrl { get; private init; }

    public IReadOnlyList<Allocation> Allocations { get; private init; } = [];

    public IReadOnlyList<Shortage> Shortages { get; private init; } = [];

    public IReadOnlyList<Shipment> Shipments { get; private init; } = [];

    public long CapturedMinorUnits { get; private init; }

    public OrderCancelled? Cancellation { get; private init; }

    public PaymentDeclined? Decline { get; private init; }

    public DateTimeOffset PlacedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private init; }

    /// <summary>True once the customer can be told how placing it turned out: confirmed, cancelled, or a proof of identity is asked for.</summary>
    public bool IsSettled => Status is not (OrderStatus.Placed or OrderStatus.StockReserved);

    /// <summary>True when nothing will happen to it any more.</summary>
    public bool IsFinished => Status == OrderStatus.Completed || (Status == OrderStatus.Cancelled && IsCompensated);

    /// <summary>True when everything that was held or authorised for a cancelled order is given back.</summary>
    public bool IsCompensated =>
        Stock is StockState.Rejected or StockState.Released
        && Payment is PaymentState.NotRequested or PaymentState.Declined or PaymentState.Voided;

    /// <summary>Folds a history, or the beginning of one.</summary>
    public static Order? From(IEnumerable<RecordedEvent> history)
    {
        Order? order = null;
        foreach (var recorded in history)
            order = (order ?? new Order()).Apply(recorded.Data) with { Id = recorded.StreamId, Version = recorded.Version, UpdatedAt = recorded.RecordedAt };
        return order;
    }

    /// <summary>
    /// The state in which an order first was settled, if it is. Events that were recorded together count together, whoever reads.
    /// </summary>
    public static Order? FirstSettled(IReadOnlyList<RecordedEvent> history)
    {
        for (var count = 1; count <= history.Count; count++)
        {
            var isEndOfBatch = count == history.Count || history[count].RecordedAt != history[count - 1].RecordedAt;
            if (isEndOfBatch && From(history.Take(count)) is { IsSettled: true } settled)
                return settled;
        }

        return null;
    }

    /// <summary>A customer commits to buy what is in the cart, at our prices.</summary>
    public static Result<OrderPlaced> Place(Guid orderId, Guid customerId, Cart cart, DateTimeOffset now)
    {
        if (cart.Lines.Count == 0)
            return CartErrors.Empty;
        var gone = cart.Lines.Where(l => l.UnitPrice is null).Select(l => l.Sku).ToArray();
        if (gone.Length > 0)
            return CartErrors.NotForSale(gone, cart.Currency);

        OrderLine[] lines = [.. cart.Lines.Select(l => new OrderLine(l.Sku, l.Name!, l.Quantity, l.UnitPrice!.Value))];
        return new OrderPlaced(orderId, customerId, cart.Id, lines, cart.Currency, lines.Sum(l => l.Total), now);
    }

    /// <summary>Until the first parcel has left, an order can be called off.</summary>
    public Result<OrderCancelled> Cancel(string reason, string detail, DateTimeOffset now) => Status switch
    {
        OrderStatus.Cancelled => OrderErrors.AlreadyCancelled(Id),
        OrderStatus.PartiallyShipped or OrderStatus.Shipped or OrderStatus.Completed => OrderErrors.TooLateToCancel(Id, Status),
        _ => new OrderCancelled(reason, detail, now),
    };

    /// <summary>A parcel leaves its warehouse.</summary>
    public Result<ShipmentDispatched> Dispatch(Guid shipmentId, string? trackingNumber, DateTimeOffset now)
    {
        if (Shipments.FirstOrDefault(s => s.Id == shipmentId) is not { } shipment)
            return OrderErrors.NoSuchShipment(Id);
        // First: who asks again because the answer was lost hears that it is done, however far the order has come since.
        if (shipment.IsDispatched)
            return OrderErrors.AlreadyDispatched(shipmentId);
        if (Shipments.Any(s => s.IsUnpaid))
            return OrderErrors.Unpaid(Id);
        return Status is OrderStatus.Confirmed or OrderStatus.PartiallyShipped
            ? new ShipmentDispatched(shipmentId, trackingNumber, Shipments.Count(s => !s.IsDispatched) - 1, now)
            : OrderErrors.CannotShip(Id, Status);
    }

    /// <summary>Staff decide what becomes of a parcel's money that the provider refused for good.</summary>
    public Result<ShipmentSettled> Settle(Guid shipmentId, string how, string reason, DateTimeOffset now)
    {
        if (Shipments.FirstOrDefault(s => s.Id == shipmentId) is not { } shipment)
            return OrderErrors.NoSuchShipment(Id);
        return shipment.IsUnpaid
            ? new ShipmentSettled(shipmentId, how, reason, AmountOf(shipment), now)
            : OrderErrors.NothingToSettle(shipmentId);
    }

    /// <summary>What a shipment's goods cost.</summary>
    public long AmountOf(Shipment shipment) =>
        shipment.Lines.Sum(l => checked(Lines.First(o => o.Sku == l.Sku).UnitPrice * l.Quantity));

    /// <summary>The order after one more event.</summary>
    public Order Apply(object @event) => (@event switch
    {
        OrderPlaced e => this with
        {
            Id = e.OrderId,
            CustomerId = e.CustomerId,
            CartId = e.CartId,
            Lines = e.Lines,
            Total = Money.Of(e.Total, e.Currency),
            Status = OrderStatus.Placed,
            PlacedAt = e.PlacedAt,
            UpdatedAt = e.PlacedAt,
        },
        StockReserved e => this with { Status = OrderStatus.StockReserved, Stock = StockState.Held, Payment = PaymentState.Requested, Allocations = e.Allocations },
        StockRejected e => this with { Stock = StockState.Rejected, Shortages = e.Shortages },
        StockReleased => this with { Stock = StockState.Released },
        PaymentActionRequired e => this with { Status = OrderStatus.PaymentActionRequired, PaymentActionUrl = e.ActionUrl },
        PaymentAuthorized => this with { Payment = PaymentState.Authorized, PaymentActionUrl = null },
        PaymentDeclined e => this with { Payment = PaymentState.Declined, PaymentActionUrl = null, Decline = e },
        PaymentVoided => this with { Payment = PaymentState.Voided },
        OrderConfirmed e => this with { Status = OrderStatus.Confirmed, Shipments = Shipment.Planned(e.Shipments) },
        ShipmentsReplanned e => this with
        {
            Allocations = e.Allocations,
            Shipments = [.. Shipment.Planned(e.Shipments).Select(p => Shipments.FirstOrDefault(s => s.Id == p.Id && s.IsDispatched) ?? p)],
        },
        ShipmentDispatched e => WithShipment(e.ShipmentId, s => s with { DispatchedAt = e.DispatchedAt, TrackingNumber = e.TrackingNumber }) with
        {
            Status = StatusAfter(e),
        },
        PaymentCaptured e => WithShipment(e.CaptureId, s => s with { CapturedAt = e.CapturedAt }) with { CapturedMinorUnits = CapturedMinorUnits + e.Amount },
        PaymentCaptureFailed e => WithShipment(e.CaptureId, s => s with { Refusal = e }),
        ShipmentSettled e => WithShipment(e.ShipmentId, s => s with { Settlement = e }),
        OrderCompleted => this with { Status = OrderStatus.Completed },
        OrderCancelled e => this with { Status = OrderStatus.Cancelled, Cancellation = e, PaymentActionUrl = null, Stock = Given(Stock), Payment = Given(Payment) },
        _ => throw new InvalidOperationException($"An order has no {@event.GetType().Name}."),
    }) with
    { Version = Version + 1 };

    /// <summary>The status that follows a dispatch.</summary>
    public static OrderStatus StatusAfter(ShipmentDispatched dispatched) =>
        dispatched.Remaining == 0 ? OrderStatus.Shipped : OrderStatus.PartiallyShipped;

    private static StockState Given(StockState stock) => stock is StockState.Requested or StockState.Held ? StockState.Releasing : stock;

    private static PaymentState Given(PaymentState payment) => payment is PaymentState.Requested or PaymentState.Authorized ? PaymentState.Voiding : payment;

    private Order WithShipment(Guid id, Func<Shipment, Shipment> change) =>
        this with { Shipments = [.. Shipments.Select(s => s.Id == id ? change(s) : s)] };
}
