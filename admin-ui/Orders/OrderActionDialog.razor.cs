using Commerce.Kernel;
using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>Asks what an action on an order needs.</summary>
public sealed partial class OrderActionDialog
{
    private string _reason = "";
    private string _tracking = "";
    private string _amount = "";
    private string _how = "paid_otherwise";

    [Parameter, EditorRequired] public required OrderAction Action { get; set; }
    [Parameter, EditorRequired] public required OrderDetails Order { get; set; }
    [Parameter, EditorRequired] public required CheckoutState Checkout { get; set; }
    [Parameter] public PaymentDetails? Payment { get; set; }
    [Parameter] public EventCallback OnDone { get; set; }
    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] internal OrderDesk Desk { get; set; } = null!;

    private OrderDetails.Parcel? Parcel => Order.Shipments.FirstOrDefault(s => s.ShipmentId == Action.ShipmentId);

    private CheckoutState.Refused? Unpaid => Checkout.Unpaid?.FirstOrDefault(u => u.ShipmentId == Action.ShipmentId);

    private string Verb => Action.Name switch
    {
        OrderActions.Cancel => "Cancel the order",
        OrderActions.Dispatch => "It has left",
        OrderActions.Refund => "Give it back",
        OrderActions.Settle => "Settle",
        _ => "Ask again",
    };

    private Task SendAsync(Guid key) => Action.Name switch
    {
        OrderActions.Cancel => Desk.CancelAsync(Order.OrderId, OrNull(_reason), key),
        OrderActions.Dispatch => Desk.DispatchAsync(Order.OrderId, Action.ShipmentId!.Value, OrNull(_tracking), key),
        OrderActions.Refund => Desk.RefundAsync(Order.OrderId, Amount(), _reason, key),
        OrderActions.Settle => Desk.SettleAsync(Order.OrderId, Action.ShipmentId!.Value, _how, _reason, key),
        _ => Desk.RetryAsync(Order.OrderId, key),
    };

    private Money Amount()
    {
        var money = Person.Format.ReadAmount(_amount, Payment!.Refundable!.Value.Currency);
        return money.Error is { } error ? throw FormState.Refuse("amount", error.Detail) : money.Value;
    }

    private static string? OrNull(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
