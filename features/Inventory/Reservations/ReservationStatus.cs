namespace Commerce.Inventory;

/// <summary>Where an order's reservation stands; stored in lower case.</summary>
internal enum ReservationStatus
{
    Held,
    Confirmed,
    Rejected,
    Released,
    Expired,
    Shipped,
}
