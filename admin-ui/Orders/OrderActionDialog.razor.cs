using Commerce.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Commerce.AdminUi;

/// <summary>Asks what an action needs, does it once however often it is sent, and says a refusal at the field that it is about.</summary>
public sealed partial class OrderActionDialog
{
    private string _draft = "";
    private string _key = Guid.CreateVersion7().ToString();
    private string _reason = "";
    private string _tracking = "";
    private string _amount = "";
    private string _how = "paid_otherwise";
    private Problem? _problem;
    private bool _busy;

    [Parameter, EditorRequired] public required OrderAction Action { get; set; }
    [Parameter, EditorRequired] public required OrderDetails Order { get; set; }
    [Parameter, EditorRequired] public required CheckoutState Checkout { get; set; }
    [Parameter] public PaymentDetails? Payment { get; set; }
    [Parameter] public EventCallback OnDone { get; set; }
    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] internal OrderDesk Desk { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private IJSRuntime Js { get; set; } = null!;

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

    protected override void OnInitialized() => _draft = $"order/{Order.OrderId}/{Action.Name}/{Action.ShipmentId}";

    private string? Invalid(string field) => _problem?.Fields.Any(f => f.IsAbout(field)) == true ? "true" : null;

    private async Task SubmitAsync()
    {
        if (_busy)
            return;
        (_busy, _problem) = (true, null);
        try
        {
            await SendAsync(Guid.Parse(_key));
            await ForgetDraftAsync();
            await OnDone.InvokeAsync();
        }
        catch (GatewayException e)
        {
            _problem = e.Problem;
            // A refusal is the answer to this wish; what is sent next is another one. Only without an answer it is the same.
            if (!e.Problem.IsPassing && !e.Problem.AsksForProof)
                _key = Guid.CreateVersion7().ToString();
        }
        finally
        {
            _busy = false;
        }
    }

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
        return money.Error is { } error ? throw new GatewayException(new(error.Status, error.Code, error.Detail, null, [new("/amount", error.Code, error.Detail)])) : money.Value;
    }

    private void Prove() => Navigation.NavigateTo(SignIn.Address(new Uri(Navigation.Uri).PathAndQuery, _problem!.MaxAge, _problem.Level), forceLoad: true);

    private async Task CloseAsync()
    {
        await ForgetDraftAsync();
        await OnClose.InvokeAsync();
    }

    private ValueTask ForgetDraftAsync() => Js.InvokeVoidAsync("drafts.forget", _draft);

    private static string? OrNull(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
