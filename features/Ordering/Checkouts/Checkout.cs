using Commerce.Inventory.Contracts;
using Commerce.Payments.Contracts;

namespace Commerce.Ordering;

/// <summary>
/// The checkout process: reserve stock, authorise payment, confirm, ship, capture; and everything back in reverse order when a step
/// fails or takes too long. Pure: an order and something that happened in, a decision out. The first test of every method is whether
/// the answer still matters, so duplicates and late answers come to nothing.
/// </summary>
internal static class Checkout
{
    /// <summary>How long stock is held for an unpaid order.</summary>
    public static readonly TimeSpan ReservationTime = TimeSpan.FromMinutes(15);

    /// <summary>How long a shopper has to prove who they are to the bank. Shorter than the reservation, so paid stock is still there.</summary>
    public static readonly TimeSpan PaymentTime = TimeSpan.FromMinutes(10);

    /// <summary>How long an answer from another context may take before it is asked for again.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    /// <summary>How often a silent context is asked again before the order is given up.</summary>
    public const int MaxReminders = 10;

    public static CheckoutStep StepOf(Order order) => order.Status switch
    {
        OrderStatus.Placed => CheckoutStep.ReservingStock,
        OrderStatus.StockReserved or OrderStatus.PaymentActionRequired => CheckoutStep.AuthorizingPayment,
        OrderStatus.Confirmed or OrderStatus.PartiallyShipped or OrderStatus.Shipped =>
            order.Shipments.Any(s => s.IsUnpaid) && !order.Shipments.Any(s => s.AwaitsCapture) ? CheckoutStep.Unpaid : CheckoutStep.Fulfilling,
        OrderStatus.Cancelled when !order.IsCompensated => CheckoutStep.Compensating,
        OrderStatus.Cancelled or OrderStatus.Completed => CheckoutStep.Finished,
        _ => throw new InvalidOperationException($"An order cannot be {order.Status}."),
    };

    /// <summary>When somebody must look again if nothing happens; null when nobody has to.</summary>
    public static DateTimeOffset? DeadlineOf(Order order, DateTimeOffset now) => StepOf(order) switch
    {
        CheckoutStep.ReservingStock or CheckoutStep.Compensating => now + AnswerTime,
        CheckoutStep.AuthorizingPayment when order.Status == OrderStatus.PaymentActionRequired => now + PaymentTime + AnswerTime,
        CheckoutStep.AuthorizingPayment => now + AnswerTime,
        CheckoutStep.Fulfilling when order.Shipments.Any(s => s.AwaitsCapture) => now + AnswerTime,
        CheckoutStep.Unpaid => now, // staff have to look, from now on
        _ => null,
    };

    public static CheckoutDecision Begin(OrderPlaced placed)
    {
        var decision = new CheckoutDecision(new Order(), [placed], []);
        return decision with { Messages = [ReserveStock(decision.After)] };
    }

    public static CheckoutDecision On(Order order, StockReservedV1 message, string paymentToken, DateTimeOffset now)
    {
        Allocation[] allocations = [.. message.Allocations.Select(a => new Allocation(a.Sku, a.Warehouse, a.Quantity))];
        return order.Status switch
        {
            OrderStatus.Placed => new(order, [new StockReserved(allocations, message.ExpiresAt, now)], [AuthorizePayment(order, paymentToken, now)]),
            // A hold that no longer expires is that of a confirmed order. It is another one when the first had expired before the payment came.
            OrderStatus.Confirmed or OrderStatus.PartiallyShipped
                when message.ExpiresAt == DateTimeOffset.MaxValue && !allocations.ToHashSet().SetEquals(order.Allocations) => Replan(order, allocations, now),
            _ => CheckoutDecision.Nothing(order),
        };
    }

    public static CheckoutDecision On(Order order, StockRejectedV1 message, DateTimeOffset now)
    {
        var hasLeft = order.Status is OrderStatus.PartiallyShipped or OrderStatus.Shipped or OrderStatus.Completed;
        if (hasLeft || order.Stock is StockState.Rejected or StockState.Released)
            return CheckoutDecision.Nothing(order);
        var rejected = new StockRejected(message.Reason, [.. message.Shortages.Select(s => new Shortage(s.Sku, s.Requested, s.Available))], now);
        if (order.Status == OrderStatus.Cancelled)
            return new(order, [rejected], []);

        // Also after the order was confirmed: a hold that expired could not be had again when the payment came.
        var reason = message.Reason == "expired" ? CancellationReasons.ReservationExpired : CancellationReasons.OutOfStock;
        return GiveUp(order, [rejected], reason, "Some of it is out of stock. Nothing was charged.", now);
    }

    public static CheckoutDecision On(Order order, StockReleasedV1 message, DateTimeOffset now)
    {
        if (order.Stock is not (StockState.Held or StockState.Releasing))
            return CheckoutDecision.Nothing(order);
        var released = new StockReleased(message.Reason, now);
        return order.Status is OrderStatus.StockReserved or OrderStatus.PaymentActionRequired
            ? GiveUp(order, [released], CancellationReasons.ReservationExpired, "The payment took longer than the stock could be held. Nothing was charged.", now)
            : order.Status == OrderStatus.Cancelled ? new(order, [released], []) : CheckoutDecision.Nothing(order);
    }

    public static CheckoutDecision On(Order order, PaymentActionRequiredV1 message, DateTimeOffset now) =>
        order.Status != OrderStatus.StockReserved
            ? CheckoutDecision.Nothing(order)
            : new(order, [new PaymentActionRequired(message.ActionUrl, message.Deadline, now)], []);

    public static CheckoutDecision On(Order order, PaymentAuthorizedV1 message, DateTimeOffset now)
    {
        if (order.Payment == PaymentState.Voiding)
            return new(order, [], [new VoidPaymentV1(order.Id, order.Cancellation!.Reason)]);
        if (order.Payment != PaymentState.Requested || StepOf(order) != CheckoutStep.AuthorizingPayment)
            return CheckoutDecision.Nothing(order);
        return new(
            order,
            [new PaymentAuthorized(message.PaymentId, message.MinorUnits, now), new OrderConfirmed(PlanShipments(order.Id, order.Allocations), now)],
            [new ConfirmReservationV1(order.Id)]);
    }

    public static CheckoutDecision On(Order order, PaymentDeclinedV1 message, DateTimeOffset now)
    {
        var declined = new PaymentDeclined(message.Code, message.Detail, now);
        return order.Payment switch
        {
            PaymentState.Voiding => new(order, [declined], []),
            PaymentState.Requested when StepOf(order) == CheckoutStep.AuthorizingPayment =>
                GiveUp(order, [declined], CancellationReasons.PaymentDeclined, $"The payment was declined: {message.Detail}", now),
            _ => CheckoutDecision.Nothing(order),
        };
    }

    public static CheckoutDecision On(Order order, PaymentVoidedV1 _, DateTimeOffset now) =>
        order.Payment == PaymentState.Voiding ? new(order, [new PaymentVoided(now)], []) : CheckoutDecision.Nothing(order);

    public static CheckoutDecision On(Order order, PaymentCapturedV1 message, DateTimeOffset now)
    {
        if (order.Shipments.FirstOrDefault(s => s.Id == message.CaptureId) is not { CapturedAt: null })
            return CheckoutDecision.Nothing(order);
        var captured = new PaymentCaptured(message.CaptureId, message.MinorUnits, now);
        return new(order, EndedBy(captured, order, now), []);
    }

    public static CheckoutDecision On(Order order, PaymentCaptureFailedV1 message, DateTimeOffset now) =>
        order.Shipments.FirstOrDefault(s => s.Id == message.CaptureId) is { AwaitsCapture: true }
            ? new(order, [new PaymentCaptureFailed(message.CaptureId, message.Code, message.Detail, now)], [])
            : CheckoutDecision.Nothing(order);

    /// <summary>Somebody calls the order off: what was held and authorised goes back.</summary>
    public static CheckoutDecision Cancel(Order order, OrderCancelled cancelled) => new(order, [cancelled], Compensation(order, cancelled.Reason));

    /// <summary>A parcel has left: the stock is sold and its price is captured.</summary>
    public static CheckoutDecision Dispatch(Order order, ShipmentDispatched dispatched)
    {
        var shipment = order.Shipments.First(s => s.Id == dispatched.ShipmentId);
        return new(order, [dispatched], [ShipStock(order, shipment), CapturePayment(order, shipment)]);
    }

    /// <summary>Staff decided about money that was refused. If none was taken at all, what may still be held is let go at the end.</summary>
    public static CheckoutDecision Settle(Order order, ShipmentSettled settled, DateTimeOffset now)
    {
        var events = EndedBy(settled, order, now);
        return new(order, events, events.Length > 1 && order.CapturedMinorUnits == 0 ? [new VoidPaymentV1(order.Id, settled.How)] : []);
    }

    /// <summary>The deadline passed without an answer: ask again, and in the end give up.</summary>
    public static CheckoutDecision Remind(Order order, int reminders, string paymentToken, DateTimeOffset now) => StepOf(order) switch
    {
        CheckoutStep.ReservingStock when reminders >= MaxReminders =>
            GiveUp(order, [], CancellationReasons.StockTimedOut, "The stock could not be reserved in time. Nothing was charged.", now),
        CheckoutStep.AuthorizingPayment when reminders >= MaxReminders || order.Status == OrderStatus.PaymentActionRequired =>
            GiveUp(order, [], CancellationReasons.PaymentTimedOut, "The payment took too long. Nothing was charged.", now),
        _ => AskAgain(order, paymentToken, now),
    };

    /// <summary>Says once more to other contexts what is not answered yet. Nothing when it is a person who is waited for.</summary>
    public static CheckoutDecision AskAgain(Order order, string paymentToken, DateTimeOffset now) => StepOf(order) switch
    {
        CheckoutStep.ReservingStock => new(order, [], [ReserveStock(order)]),
        CheckoutStep.AuthorizingPayment when order.Status == OrderStatus.StockReserved => new(order, [], [AuthorizePayment(order, paymentToken, now)]),
        CheckoutStep.Compensating => new(order, [], Compensation(order, order.Cancellation!.Reason)),
        CheckoutStep.Fulfilling => new(
            order, [], [.. order.Shipments.Where(s => s.AwaitsCapture).Select(s => CapturePayment(order, s))]),
        _ => CheckoutDecision.Nothing(order),
    };

    // The order is over once every parcel has left and nothing is to be done about the money of any.
    private static object[] EndedBy(object @event, Order order, DateTimeOffset now) =>
        order.Apply(@event) is { Status: OrderStatus.Shipped } after && after.Shipments.All(s => s.IsDone)
            ? [@event, new OrderCompleted(now)]
            : [@event];

    // What has left cannot be planned anew, so the rest is only where the new hold has those parcels too.
    private static CheckoutDecision Replan(Order order, Allocation[] allocations, DateTimeOffset now)
    {
        var plan = PlanShipments(order.Id, allocations);
        var hasWhatLeft = order.Shipments.Where(s => s.IsDispatched).All(s => plan.Any(p => p.ShipmentId == s.Id && p.Lines.ToHashSet().SetEquals(s.Lines)));
        return hasWhatLeft ? new(order, [new ShipmentsReplanned(allocations, plan, now)], []) : CheckoutDecision.Nothing(order);
    }

    private static CheckoutDecision GiveUp(Order order, object[] first, string reason, string detail, DateTimeOffset now)
    {
        var before = first.Aggregate(order, (o, e) => o.Apply(e));
        return new(order, [.. first, new OrderCancelled(reason, detail, now)], Compensation(before, reason));
    }

    private static object[] Compensation(Order order, string reason)
    {
        var messages = new List<object>(2);
        if (order.Payment is PaymentState.Requested or PaymentState.Authorized or PaymentState.Voiding)
            messages.Add(new VoidPaymentV1(order.Id, reason));
        if (order.Stock is StockState.Requested or StockState.Held or StockState.Releasing)
            messages.Add(new ReleaseStockV1(order.Id, reason));
        return [.. messages];
    }

    private static ReserveStockV1 ReserveStock(Order order) =>
        new(order.Id, [.. order.Lines.Select(l => new StockLineV1(l.Sku, l.Quantity))], order.PlacedAt + ReservationTime);

    private static AuthorizePaymentV1 AuthorizePayment(Order order, string token, DateTimeOffset now) =>
        new(order.Id, order.CustomerId, order.Total.MinorUnits, order.Total.Currency.Code, token, now + PaymentTime);

    private static ShipStockV1 ShipStock(Order order, Shipment shipment) =>
        new(order.Id, shipment.Id, shipment.Warehouse, [.. shipment.Lines.Select(l => new StockLineV1(l.Sku, l.Quantity))]);

    private static CapturePaymentV1 CapturePayment(Order order, Shipment shipment) =>
        new(order.Id, shipment.Id, order.AmountOf(shipment), order.Total.Currency.Code);

    private static PlannedShipment[] PlanShipments(Guid orderId, IReadOnlyList<Allocation> allocations) =>
    [
        .. from allocation in allocations
           group allocation by allocation.Warehouse into warehouse
           orderby warehouse.Key
           select new PlannedShipment(
               ShipmentIds.Of(orderId, warehouse.Key), warehouse.Key, [.. warehouse.Select(a => new ShipmentLine(a.Sku, a.Quantity))]),
    ];
}
