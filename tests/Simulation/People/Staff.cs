using Commerce.Ordering;

namespace Commerce.Simulation;

/// <summary>The people in the warehouses: once an order is confirmed they pack and send its parcels, some of them very late or never.</summary>
internal sealed class Staff(World world, Dice dice)
{
    private static readonly TimeSpan s_attention = TimeSpan.FromSeconds(10);
    private readonly HashSet<Guid> _seen = [];
    private readonly HashSet<Guid> _unpaid = [];

    /// <summary>Percent of the parcels that leave at all.</summary>
    public int Diligence { get; set; } = 85;

    public void Notice(Order order)
    {
        foreach (var shipment in order.Shipments.Where(s => !s.IsDispatched))
        {
            if (_seen.Add(shipment.Id) && dice.Percent(Diligence))
                world.Agenda.In(dice.Between(TimeSpan.FromSeconds(1), dice.Percent(20) ? TimeSpan.FromMinutes(30) : TimeSpan.FromMinutes(2)), () => Send(order.Id, shipment.Id));
        }

        foreach (var shipment in order.Shipments.Where(s => s.IsUnpaid))
        {
            if (_unpaid.Add(shipment.Id))
                world.Agenda.In(dice.Between(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(20)), () => Settle(order.Id, shipment.Id));
        }
    }

    private void Settle(Guid orderId, Guid shipmentId)
    {
        var isDone = false;
        if (world.Ordering.AnyReplica() is { } replica)
        {
            replica.Run(world.Ordering.Change(replica, orderId, order => Settled(order, shipmentId), refusal =>
            {
                isDone = refusal != "conflict";
                world.Trace.Add($"staff settle a parcel of {world.Trace.NameOf(orderId)}: {refusal ?? "settled"}");
            }));
        }

        world.Agenda.In(s_attention, () =>
        {
            if (!isDone)
                Settle(orderId, shipmentId);
        });
    }

    private (CheckoutDecision?, string?) Settled(Order order, Guid shipmentId)
    {
        var settled = order.Settle(shipmentId, Settlements.WrittenOff, "The authorisation had expired.", world.Agenda.Now);
        if (settled.Error is { } refusal)
            return (null, refusal.Code);
        world.Count("settlements");
        return (Checkout.Settle(order, settled.Value, world.Agenda.Now), null);
    }

    private void Send(Guid orderId, Guid shipmentId)
    {
        var isDone = false;
        if (MayPack(orderId, shipmentId) && world.Ordering.AnyReplica() is { } replica)
        {
            replica.Run(world.Ordering.Change(replica, orderId, order => Decide(order, shipmentId), refusal =>
            {
                isDone = refusal is not ("conflict" or "ordering.unpaid");
                world.Trace.Add($"staff send a parcel of {world.Trace.NameOf(orderId)}: {refusal ?? "sent"}");
            }));
        }

        world.Agenda.In(s_attention, () =>
        {
            if (!isDone && IsWaiting(orderId, shipmentId))
                Send(orderId, shipmentId);
        });
    }

    private bool IsWaiting(Guid orderId, Guid shipmentId) =>
        world.Ordering.Find(orderId) is { Cancellation: null } order && order.Shipments.Any(s => s.Id == shipmentId && !s.IsDispatched);

    private bool MayPack(Guid orderId, Guid shipmentId) =>
        !world.Guards.PackersSeeTheShelf
        || (world.Ordering.Find(orderId)?.Shipments.FirstOrDefault(s => s.Id == shipmentId) is { } shipment && world.Inventory.HoldsForGood(orderId, shipment));

    private (CheckoutDecision?, string?) Decide(Order order, Guid shipmentId)
    {
        var dispatched = order.Dispatch(shipmentId, "TRACK-1", world.Agenda.Now);
        return dispatched.Error is { } refusal ? (null, refusal.Code) : (Checkout.Dispatch(order, dispatched.Value), null);
    }
}
