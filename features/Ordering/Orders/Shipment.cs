namespace Commerce.Ordering;

/// <summary>A planned or dispatched parcel of an order.</summary>
internal sealed record Shipment(Guid Id, string Warehouse, IReadOnlyList<ShipmentLine> Lines)
{
    public string? TrackingNumber { get; init; }

    public DateTimeOffset? DispatchedAt { get; init; }

    public DateTimeOffset? CapturedAt { get; init; }

    /// <summary>Why the provider will not give its money, if it said so.</summary>
    public PaymentCaptureFailed? Refusal { get; init; }

    /// <summary>What staff decided about money that the provider refused.</summary>
    public ShipmentSettled? Settlement { get; init; }

    public bool IsDispatched => DispatchedAt is not null;

    /// <summary>It left, and nobody has said yet what became of its money.</summary>
    public bool AwaitsCapture => IsDispatched && CapturedAt is null && Refusal is null;

    /// <summary>It left, its money was refused, and staff have not decided yet.</summary>
    public bool IsUnpaid => Refusal is not null && CapturedAt is null && Settlement is null;

    /// <summary>Nothing is to be done about it any more.</summary>
    public bool IsDone => CapturedAt is not null || Settlement is not null;

    /// <summary>The parcels of a plan, none of which has left.</summary>
    public static Shipment[] Planned(IReadOnlyList<PlannedShipment> plan) => [.. plan.Select(p => new Shipment(p.ShipmentId, p.Warehouse, p.Lines))];
}
