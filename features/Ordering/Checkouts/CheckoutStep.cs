namespace Commerce.Ordering;

/// <summary>Where the checkout process of an order stands; it follows from the order's state.</summary>
internal enum CheckoutStep
{
    ReservingStock,
    AuthorizingPayment,

    /// <summary>Confirmed: parcels are packed and money is captured as they leave.</summary>
    Fulfilling,

    /// <summary>Cancelled: held stock and authorised money are on their way back.</summary>
    Compensating,
    Finished,
}
