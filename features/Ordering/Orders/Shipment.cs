namespace Commerce.Ordering;

/// <summary>A planned or dispatched parcel of an order.</summary>
internal sealed record Shipment(Guid Id, string Warehouse, IReadOnlyList<ShipmentLine> Lines)
{
    public string? TrackingNumber { get; init; }

    public DateTimeOffset? DispatchedAt { get; init; }

    public DateTimeOffset? CapturedAt { get; init; }

    public bool IsDispatched => DispatchedAt is not null;

    /// <summary>The parcels of a plan, none of which has left.</summary>
    public static Shipment[] Planned(IReadOnlyList<PlannedShipment> plan) => [.. plan.Select(p => new Shipment(p.ShipmentId, p.Warehouse, p.Lines))];
}
