namespace Commerce.AdminUi;

/// <summary>How the portal says what the API spells.</summary>
internal static class OrderWords
{
    public static readonly IReadOnlyList<string> Statuses =
        ["placed", "stock_reserved", "payment_action_required", "confirmed", "partially_shipped", "shipped", "completed", "cancelled"];

    public static string Status(string status) => status switch
    {
        "placed" => "Placed",
        "stock_reserved" => "Stock reserved",
        "payment_action_required" => "Waits for the bank",
        "confirmed" => "To be shipped",
        "partially_shipped" => "Partly shipped",
        "shipped" => "Shipped",
        "completed" => "Completed",
        "cancelled" => "Cancelled",
        _ => Plain(status),
    };

    public static string Tone(string status) => status switch
    {
        "confirmed" or "partially_shipped" => "warn",
        "shipped" or "completed" => "good",
        "cancelled" => "idle",
        _ => "busy",
    };

    public static string Icon(string status) => status switch
    {
        "confirmed" => "box",
        "partially_shipped" or "shipped" => "truck",
        "completed" => "check-circle",
        "cancelled" => "x-circle",
        _ => "clock",
    };

    /// <summary>A stored name such as <c>ordering.payment-captured.v1</c> as a sentence.</summary>
    public static string Event(string name) => name.Split('.') is [_, var what, ..]
        ? what switch
        {
            "order-placed" => "Order placed",
            "stock-reserved" => "Stock reserved",
            "stock-rejected" => "Not enough stock",
            "stock-released" => "Stock given back",
            "payment-action-required" => "The bank asks the customer",
            "payment-authorized" => "Payment authorised",
            "payment-declined" => "Payment declined",
            "payment-voided" => "Authorisation given back",
            "payment-captured" => "Money collected",
            "payment-capture-failed" => "Money refused by the provider",
            "order-confirmed" => "Confirmed, to be shipped",
            "shipments-replanned" => "Other warehouses ship",
            "shipment-dispatched" => "Shipment has left",
            "shipment-settled" => "Refused money settled",
            "order-completed" => "Completed",
            "order-cancelled" => "Cancelled",
            _ => Plain(what),
        }
        : name;

    public static string Reason(string reason) => reason switch
    {
        "requested" => "on request",
        "out_of_stock" => "out of stock",
        "payment_declined" => "payment declined",
        "payment_timed_out" => "payment took too long",
        "stock_timed_out" => "stock took too long",
        "reservation_expired" => "the hold on the stock ran out",
        _ => Plain(reason).ToLowerInvariant(),
    };

    public static string Step(string step) => step switch
    {
        "reserving_stock" => "Reserving stock",
        "authorizing_payment" => "Authorising the payment",
        "fulfilling" => "Being shipped",
        "unpaid" => "Left, but not paid",
        "compensating" => "Giving stock and money back",
        "finished" => "Finished",
        _ => Plain(step),
    };

    /// <summary><c>what_ever</c> or <c>what-ever</c> as words.</summary>
    public static string Plain(string text) =>
        text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..].Replace('_', ' ').Replace('-', ' ');
}
