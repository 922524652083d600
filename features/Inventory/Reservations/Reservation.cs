using Commerce.Inventory.Contracts;

namespace Commerce.Inventory;

/// <summary>
/// What was decided for one order. Every decision is taken once per order: commands that come again, late or in another order find
/// the reservation as it stands and change nothing that must not change.
/// </summary>
internal sealed record Reservation(Guid OrderId, ReservationStatus Status)
{
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it was rejected or released.</summary>
    public string? Reason { get; init; }

    public IReadOnlyList<Shortage> Shortages { get; init; } = [];

    public IReadOnlyList<Allocation> Allocations { get; init; } = [];

    public bool HoldsStock => Status is ReservationStatus.Held or ReservationStatus.Confirmed;

    /// <summary>Decides on an order that was never seen before.</summary>
    public static Reservation For(Guid orderId, IReadOnlyList<StockLine> lines, DateTimeOffset expiresAt, StockSheet stock, DateTimeOffset now)
    {
        if (expiresAt <= now)
            return new(orderId, ReservationStatus.Rejected) { Reason = RejectionReason.Expired };
        var plan = stock.Hold(lines);
        if (plan.Shortages.Count == 0)
            return new(orderId, ReservationStatus.Held) { ExpiresAt = ToMicroseconds(expiresAt), Allocations = Allocate(plan) };

        var reason = plan.Shortages.Any(s => !s.IsKnown) ? RejectionReason.UnknownSku : RejectionReason.OutOfStock;
        return new(orderId, ReservationStatus.Rejected) { Reason = reason, Shortages = plan.Shortages };
    }

    /// <summary>A release overtook the reservation: remembered, so that the reservation is refused when it comes.</summary>
    public static Reservation ReleasedEarly(Guid orderId, string reason) => new(orderId, ReservationStatus.Released) { Reason = reason };

    /// <summary>The order is paid. A hold that expired meanwhile is taken again, whole, or the order is rejected for good.</summary>
    public Reservation Confirm(StockSheet stock)
    {
        if (Status == ReservationStatus.Held)
            return this with { Status = ReservationStatus.Confirmed, ExpiresAt = null };
        if (Status != ReservationStatus.Expired)
            return this;

        var plan = stock.Hold(StockLine.Merge(Allocations.Select(a => new StockLine(a.Sku, a.Quantity))));
        return plan.Shortages.Count == 0
            ? this with { Status = ReservationStatus.Confirmed, Allocations = Allocate(plan) }
            : this with { Status = ReservationStatus.Rejected, Reason = RejectionReason.Expired, Shortages = plan.Shortages };
    }

    /// <summary>Gives back what has not left the warehouse.</summary>
    public Reservation Release(string reason, StockSheet stock)
    {
        GiveBackRest(stock);
        return HoldsStock || Status == ReservationStatus.Expired
            ? this with { Status = ReservationStatus.Released, Reason = reason, ExpiresAt = null }
            : this;
    }

    /// <summary>Nobody confirmed in time.</summary>
    public Reservation Expire(StockSheet stock)
    {
        GiveBackRest(stock);
        return this with { Status = ReservationStatus.Expired, ExpiresAt = null };
    }

    /// <summary>A part of the order left a warehouse. Goods that move are paid for, so nothing expires any more.</summary>
    /// <exception cref="InvalidOperationException">The order does not hold what was shipped.</exception>
    public Reservation Ship(Guid shipmentId, string warehouse, IReadOnlyList<StockLine> lines, string actor, StockSheet stock)
    {
        var allocations = Allocations.ToList();
        foreach (var (sku, quantity) in lines)
        {
            var at = allocations.FindIndex(a => a.Sku == sku && a.Warehouse == warehouse && a.Remaining >= quantity);
            if (!HoldsStock || at < 0)
                throw new InvalidOperationException(
                    $"Shipment {shipmentId} takes {quantity} of {sku} from {warehouse}, which order {OrderId} ({Status}) does not hold.");
            allocations[at] = allocations[at] with { Shipped = allocations[at].Shipped + quantity };
            stock.Ship(new(sku, warehouse, quantity), shipmentId, actor);
        }

        var status = allocations.TrueForAll(a => a.Remaining == 0) ? ReservationStatus.Shipped : ReservationStatus.Confirmed;
        return this with { Status = status, ExpiresAt = null, Allocations = allocations };
    }

    /// <summary>
    /// What whoever asks for the order's stock is told, however often. A hold that expired is gone but not refused: it is taken again
    /// if the payment still comes.
    /// </summary>
    public object ToAnswer() => Status switch
    {
        ReservationStatus.Held or ReservationStatus.Confirmed or ReservationStatus.Shipped => ToReserved(),
        ReservationStatus.Expired => new StockReleasedV1(OrderId, RejectionReason.Expired),
        _ => ToRejected(),
    };

    /// <summary>What the order holds, for whoever asked; without expiry once it is confirmed.</summary>
    public StockReservedV1 ToReserved() => new(
        OrderId, [.. Allocations.Select(a => new AllocationV1(a.Sku, a.Warehouse, a.Quantity))], ExpiresAt ?? DateTimeOffset.MaxValue);

    /// <summary>Why the order holds nothing.</summary>
    public StockRejectedV1 ToRejected()
    {
        var reason = Status switch
        {
            ReservationStatus.Released => RejectionReason.Released,
            _ => Reason ?? throw new InvalidOperationException($"Reservation {OrderId} is {Status}, not rejected."),
        };
        return new(OrderId, reason, [.. Shortages.Select(s => new ShortageV1(s.Sku, s.Requested, s.Available))]);
    }

    // As precise as the database keeps it, so that a repetition is answered with the very same time.
    private static DateTimeOffset ToMicroseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    private static List<Allocation> Allocate(AllocationPlan plan) =>
        [.. plan.Picks.Select(pick => new Allocation(pick.Sku, pick.Warehouse, pick.Quantity))];

    private void GiveBackRest(StockSheet stock)
    {
        foreach (var allocation in Allocations.Where(a => HoldsStock && a.Remaining > 0))
            stock.GiveBack(allocation.Rest);
    }
}
