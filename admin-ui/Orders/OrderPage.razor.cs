using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>One order: what it is, what it was at any moment, and what can be done. The moment and the open dialog stand in the address.</summary>
public sealed partial class OrderPage
{
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(2);

    private OrderView? _view;
    private OrderDetails? _past;
    private IReadOnlyList<Difference>? _differences;
    private Problem? _liveProblem;

    [Parameter] public Guid OrderId { get; set; }

    [SupplyParameterFromQuery(Name = "asOf")] private string? AsOf { get; set; }
    [SupplyParameterFromQuery(Name = "compare")] private string? Compare { get; set; }
    [SupplyParameterFromQuery(Name = "do")] private string? Do { get; set; }
    [SupplyParameterFromQuery(Name = "shipment")] private Guid? Shipment { get; set; }

    [Inject] internal OrderDesk Desk { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private DateTimeOffset? AsOfMoment => Moment(AsOf);

    private bool IsPast => AsOfMoment is not null && _past is not null;

    private OrderDetails Shown => IsPast ? _past! : _view!.Now;

    private OrderMoments Moments => new(_view!.History);

    private int? CompareIndex => Moment(Compare) is { } moment ? Moments.IndexAt(moment) : null;

    private IReadOnlyList<OrderAction> Actions => OrderActions.Of(_view!.Now, _view.Checkout, _view.Payment, Person.May);

    protected override async Task OnParametersSetAsync()
    {
        if (_view is not null)
            await TravelAsync();
    }

    protected override async Task AskAsync(CancellationToken ct)
    {
        _view = await Desk.LoadAsync(OrderId, ct);
        await TravelAsync();
    }

    private async Task TravelAsync()
    {
        var moments = Moments;
        _past = AsOfMoment is { } asOf ? await Desk.AsOfAsync(OrderId, moments.All[moments.IndexAt(asOf)], Closed) : null;
        _differences = CompareIndex is { } other
            ? OrderDiff.Between(await Desk.AsOfAsync(OrderId, moments.All[other], Closed), Shown, Person.Format)
            : null;
    }

    // The service tells of each change; a stream that breaks is opened again, and begins with how things are.
    protected override async Task WatchAsync(CancellationToken ct)
    {
        for (; ; await Task.Delay(ReconnectAfter, Clock, ct))
        {
            try
            {
                if (Failure is null && _view is not null)
                    await FollowAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && e is GatewayException or HttpRequestException or IOException or OperationCanceledException)
            {
                _liveProblem = (e as GatewayException)?.Problem ?? Problem.Unreachable(null);
                StateHasChanged();
            }
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        await foreach (var changed in Desk.WatchAsync(OrderId, ct))
        {
            if (changed.Version > _view!.Now.Version || _liveProblem is not null)
                await RefreshAsync();
        }

        if (_view!.Payment?.Refunding is { MinorUnits: > 0 })
            await RefreshAsync();
    }

    private async Task RefreshAsync()
    {
        _view = await Desk.LoadAsync(OrderId, Closed);
        _liveProblem = null;
        await TravelAsync();
        StateHasChanged();
    }

    private async Task DoneAsync()
    {
        Navigation.NavigateTo(Address(action: null), replace: true);
        await LoadAsync();
    }

    private void GoToAsync(int index)
    {
        var moments = Moments;
        Navigation.NavigateTo(Address(asOf: index == moments.Last ? null : moments.All[index], compare: Moment(Compare)), replace: true);
    }

    private void CompareWith(int? index) =>
        Navigation.NavigateTo(Address(asOf: AsOfMoment, compare: index is { } at ? Moments.All[at] : null), replace: true);

    private string Address(string? action, Guid? shipment = null) =>
        ApiPath.Of($"orders/{OrderId}", ("do", action), ("shipment", shipment?.ToString()));

    private string Address(DateTimeOffset? asOf, DateTimeOffset? compare) => ApiPath.Of($"orders/{OrderId}", ("asOf", Text(asOf)), ("compare", Text(compare)));

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static string? Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
}
