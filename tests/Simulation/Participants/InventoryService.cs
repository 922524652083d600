using Commerce.Inventory;
using Commerce.Inventory.Contracts;

namespace Commerce.Simulation;

/// <summary>Inventory: the real reservations and the real allocation, on stock rows in memory.</summary>
internal sealed class InventoryService(World world) : Service(world, "inventory", "inventory.commands")
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private DateTimeOffset? _planned;

    public Table<(string Sku, string Warehouse), StockLevel> Stock { get; } = new();

    public Table<Guid, Reservation> Reservations { get; } = new();

    public Table<Guid, ShipStockV1> Shipments { get; } = new();

    public List<Movement> Movements { get; } = [];

    protected override bool LocksRows => World.Guards.StockIsLocked;

    public override bool Listens(Type message) =>
        message == typeof(ReserveStockV1) || message == typeof(ConfirmReservationV1) || message == typeof(ReleaseStockV1) || message == typeof(ShipStockV1);

    public override void Handle(Unit unit, IReadOnlyList<object> wave)
    {
        var sheet = new StockSheet(Stock.AllOf(unit));
        foreach (var message in wave)
            Handle(unit, message, sheet);
        Save(unit, sheet);
        unit.WhenCommitted(WatchHolds);
    }

    /// <summary>Whether a warehouse holds exactly these goods for good, for this order: what a packer sees on the shelf.</summary>
    public bool HoldsForGood(Guid orderId, Ordering.Shipment shipment) =>
        Reservations[orderId] is { Status: ReservationStatus.Confirmed } reservation
        && reservation.Allocations.Where(a => a.Warehouse == shipment.Warehouse).Select(a => (a.Sku, a.Remaining)).Order()
            .SequenceEqual(shipment.Lines.Select(l => (l.Sku, l.Quantity)).Order());

    /// <summary>Somebody counts or receives goods.</summary>
    public IEnumerable<TimeSpan> Adjust(Replica replica, Adjustment adjustment)
    {
        var unit = new Unit(this, replica);
        while (!TryLock(unit))
            yield return World.Faults.Latency();
        var sheet = new StockSheet(Stock.AllOf(unit));
        var done = adjustment.Apply(sheet);
        Save(unit, sheet);
        yield return World.Faults.Latency();
        unit.Commit();
        World.Trace.Add($"{adjustment.Sku} in {adjustment.Warehouse} {adjustment.Delta:+#;-#}: {done.Error?.Code ?? "done"}");
    }

    protected override void Resume()
    {
        _planned = null;
        WatchHolds();
    }

    private void Handle(Unit unit, object message, StockSheet sheet)
    {
        switch (message)
        {
            case ReserveStockV1 m: Reserve(unit, m, sheet); break;
            case ConfirmReservationV1 m: Confirm(unit, m, sheet); break;
            case ReleaseStockV1 m: Release(unit, m, sheet); break;
            case ShipStockV1 m: Ship(unit, m, sheet); break;
        }
    }

    private void Reserve(Unit unit, ReserveStockV1 command, StockSheet sheet)
    {
        if (Reservations.Find(unit, command.OrderId) is not { } reservation)
        {
            var lines = StockLine.Merge(command.Lines.Select(l => new StockLine(l.Sku, l.Quantity)));
            Reservations.Insert(unit, command.OrderId, reservation = Reservation.For(command.OrderId, lines, command.ExpiresAt, sheet, Now));
        }

        unit.Publish(reservation.ToAnswer(), command.OrderId);
    }

    private void Confirm(Unit unit, ConfirmReservationV1 command, StockSheet sheet)
    {
        var before = Reservations.Find(unit, command.OrderId)
            ?? throw new InvalidOperationException($"Order {command.OrderId} is confirmed, but its stock was never asked for.");
        var after = before.Confirm(sheet);
        Reservations.Put(unit, command.OrderId, after);
        if (!after.HoldsStock && after.Status != ReservationStatus.Shipped)
            unit.Publish(after.ToRejected(), command.OrderId);
        else if (before.Status == ReservationStatus.Expired)
            unit.Publish(after.ToReserved(), command.OrderId);
        if (before.Status == ReservationStatus.Expired)
            World.Count(after.HoldsStock ? "held again after expiry" : "gone after expiry");
    }

    private void Release(Unit unit, ReleaseStockV1 command, StockSheet sheet)
    {
        var released = Reservations.Find(unit, command.OrderId)?.Release(command.Reason, sheet) ?? Reservation.ReleasedEarly(command.OrderId, command.Reason);
        Reservations.Put(unit, command.OrderId, released);
        if (released.Status != ReservationStatus.Shipped)
            unit.Publish(new StockReleasedV1(released.OrderId, released.Reason ?? command.Reason), command.OrderId);
    }

    private void Ship(Unit unit, ShipStockV1 command, StockSheet sheet)
    {
        if (Shipments.Find(unit, command.ShipmentId) is not null)
            return;
        var reservation = Reservations.Find(unit, command.OrderId)
            ?? throw new InvalidOperationException($"Shipment {command.ShipmentId} is of order {command.OrderId}, which holds no stock.");
        var lines = StockLine.Merge(command.Lines.Select(l => new StockLine(l.Sku, l.Quantity)));
        Reservations.Put(unit, command.OrderId, reservation.Ship(command.ShipmentId, command.Warehouse, lines, "system", sheet));
        Shipments.Insert(unit, command.ShipmentId, command);
    }

    private void Save(Unit unit, StockSheet sheet)
    {
        foreach (var before in Stock.AllOf(unit).ToArray())
        {
            var after = sheet.Find(before.Sku, before.Warehouse)!;
            if (after != before)
                Stock.Put(unit, (after.Sku, after.Warehouse), after);
        }

        unit.WhenCommitting(() => Movements.AddRange(sheet.Movements));
    }

    // The real sweeper looks every second; here it looks within a second of when there is something to see.
    private void WatchHolds()
    {
        var due = Reservations.Rows.Where(r => r.Status == ReservationStatus.Held).Min(r => r.ExpiresAt);
        if (due is null || _planned <= due)
            return;
        _planned = due;
        World.Agenda.At(due.Value + World.Faults.Dice.Between(TimeSpan.Zero, s_look), () =>
        {
            _planned = null;
            if (AnyReplica() is { } replica)
                replica.Run(Sweep(replica));
        });
    }

    private IEnumerable<TimeSpan> Sweep(Replica replica)
    {
        var unit = new Unit(this, replica);
        while (!TryLock(unit))
            yield return World.Faults.Latency();
        var sheet = new StockSheet(Stock.AllOf(unit));
        foreach (var overdue in Reservations.Rows.Where(r => r.Status == ReservationStatus.Held && r.ExpiresAt <= Now).ToArray())
        {
            Reservations.Put(unit, overdue.OrderId, overdue.Expire(sheet));
            unit.Publish(new StockReleasedV1(overdue.OrderId, RejectionReason.Expired), overdue.OrderId);
            World.Count("holds expired");
            World.Trace.Add($"{World.Trace.NameOf(overdue.OrderId)}: its hold expires");
        }

        Save(unit, sheet);
        unit.Flush();
        yield return World.Faults.Latency();
        if (replica.CrashesAt("between expiry and commit"))
            yield break;
        unit.Commit();
        WatchHolds();
    }
}
