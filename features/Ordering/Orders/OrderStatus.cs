namespace Commerce.Ordering;

/// <summary>What a customer is told about an order.</summary>
internal enum OrderStatus
{
    Placed,
    StockReserved,
    PaymentActionRequired,
    Confirmed,
    PartiallyShipped,
    Shipped,
    Completed,
    Cancelled,
}

/// <summary>The order's hold in the warehouses.</summary>
internal enum StockState
{
    /// <summary>Asked for, no answer yet.</summary>
    Requested,
    Held,
    Rejected,

    /// <summary>Given back, not acknowledged yet.</summary>
    Releasing,
    Released,
}

/// <summary>The order's money.</summary>
internal enum PaymentState
{
    NotRequested,

    /// <summary>Asked for, no outcome yet.</summary>
    Requested,
    Authorized,
    Declined,

    /// <summary>Let go, not acknowledged yet.</summary>
    Voiding,
    Voided,
}
