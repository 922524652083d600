namespace Commerce.Ordering;

/// <summary>Where the checkout process of an order stands; it follows from the order's state.</summary>
internal enum CheckoutStep
{
    ReservingStock,
    AuthorizingPayment,

    /// <summary>Confirmed: parcels are packed and money is captured as they leave.</summary>
    Fulfilling,

    /// <summary>The provider refused for good the money of a parcel that has left; staff have to decide.</summary>
    Unpaid,

    /// <summary>Cancelled: held stock and authorised money are on their way back.</summary>
    Compensating,
    Finished,
}
