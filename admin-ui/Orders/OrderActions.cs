namespace Commerce.AdminUi;

/// <summary>Something that can be done to an order now.</summary>
/// <param name="Name">As the address spells it, with the shipment that it is about.</param>
/// <param name="WhyNot">Why it cannot be done now; null when it can.</param>
public sealed record OrderAction(string Name, string Title, string? WhyNot = null, Guid? ShipmentId = null)
{
    public bool IsOpen => WhyNot is null;
}

/// <summary>What a person may do to an order as it stands. The API decides all the same; this spares people the refusals.</summary>
internal static class OrderActions
{
    public const string Cancel = "cancel";
    public const string Dispatch = "dispatch";
    public const string Refund = "refund";
    public const string Settle = "settle";
    public const string Retry = "retry";

    /// <summary>Those that the person may do at all; what is not possible now says why.</summary>
    public static IReadOnlyList<OrderAction> Of(OrderDetails order, CheckoutState? checkout, PaymentDetails? payment, Func<string, bool> may)
    {
        var actions = new List<OrderAction>();
        if (may(StaffPermissions.ShipOrders))
            actions.AddRange(order.Shipments.Where(s => !s.IsDispatched).Select(s => new OrderAction(Dispatch, $"Ship from {s.Warehouse}", WhyNotShip(order, checkout), s.ShipmentId)));
        if (may(StaffPermissions.WritePayments))
            actions.AddRange((checkout?.Unpaid ?? []).Select(u => new OrderAction(Settle, "Settle refused money", ShipmentId: u.ShipmentId)));
        if (may(StaffPermissions.WritePayments) && may(StaffPermissions.ReadPayments))
            actions.Add(new(Refund, "Refund", WhyNotRefund(payment)));
        if (may(StaffPermissions.WriteOrders) && checkout?.WaitsFor is "inventory" or "payments" or "inventory or payments")
            actions.Add(new(Retry, $"Ask {checkout.WaitsFor} again"));
        if (may(StaffPermissions.WriteOrders))
            actions.Add(new(Cancel, "Cancel order", WhyNotCancel(order)));
        return actions;
    }

    private static string? WhyNotShip(OrderDetails order, CheckoutState? checkout) =>
        checkout?.Unpaid is { Count: > 0 } ? "A shipment that has left is not paid."
        : order.Status is "confirmed" or "partially_shipped" ? null
        : $"The order is {OrderWords.Status(order.Status).ToLowerInvariant()}.";

    private static string? WhyNotCancel(OrderDetails order) => order.Status switch
    {
        "cancelled" => "It is cancelled.",
        "partially_shipped" or "shipped" or "completed" => "A shipment has left.",
        _ => null,
    };

    private static string? WhyNotRefund(PaymentDetails? payment) =>
        payment?.Captured is not { MinorUnits: > 0 } ? "No money was collected yet."
        : payment.Refundable is { MinorUnits: > 0 } ? null
        : "Everything was given back.";
}
