namespace Commerce.Ordering;

/// <summary>Why orders end without being shipped. Clients switch on these.</summary>
internal static class CancellationReasons
{
    public const string OutOfStock = "out_of_stock";
    public const string PaymentDeclined = "payment_declined";
    public const string PaymentTimedOut = "payment_timed_out";
    public const string StockTimedOut = "stock_timed_out";
    public const string ReservationExpired = "reservation_expired";
    public const string Requested = "requested";
}
