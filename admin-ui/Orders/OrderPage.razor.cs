using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>One order: what it is, what it was at any moment, and what can be done. The moment and the open dialog stand in the address.</summary>
public sealed partial class OrderPage : IDisposable
{
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closed = new();
    private OrderView? _view;
    private OrderDetails? _past;
    private IReadOnlyList<Difference>? _differences;
    private Problem? _problem;
    private Problem? _liveProblem;

    [Parameter] public Guid OrderId { get; set; }

    [SupplyParameterFromQuery(Name = "asOf")] private string? AsOf { get; set; }
    [SupplyParameterFromQuery(Name = "compare")] private string? Compare { get; set; }
    [SupplyParameterFromQuery(Name = "do")] private string? Do { get; set; }
    [SupplyParameterFromQuery(Name = "shipment")] private Guid? Shipment { get; set; }

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] internal OrderDesk Desk { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    private DateTimeOffset? AsOfMoment => Moment(AsOf);

    private bool IsPast => AsOfMoment is not null && _past is not null;

    private OrderDetails Shown => IsPast ? _past! : _view!.Now;

    private OrderMoments Moments => new(_view!.History);

    private int? CompareIndex => Moment(Compare) is { } moment ? Moments.IndexAt(moment) : null;

    private IReadOnlyList<OrderAction> Actions => OrderActions.Of(_view!.Now, _view.Checkout, _view.Payment, Person.May);

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_view is not null)
            await TravelAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await LoadAsync();
        StateHasChanged();
        await KeepLiveAsync(_closed.Token);
    }

    private async Task LoadAsync()
    {
        _problem = null;
        try
        {
            _view = await Desk.LoadAsync(OrderId, _closed.Token);
            await TravelAsync();
        }
        catch (GatewayException e)
        {
            _problem = e.Problem;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // the page was left
        }
    }

    private async Task TravelAsync()
    {
        var moments = Moments;
        _past = AsOfMoment is { } asOf ? await Desk.AsOfAsync(OrderId, moments.All[moments.IndexAt(asOf)], _closed.Token) : null;
        _differences = CompareIndex is { } other
            ? OrderDiff.Between(await Desk.AsOfAsync(OrderId, moments.All[other], _closed.Token), Shown, Person.Format)
            : null;
    }

    // The service tells of each change; a stream that breaks is opened again, and begins with how things are.
    private async Task KeepLiveAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && _problem is null && _view is not null)
        {
            try
            {
                await foreach (var changed in Desk.WatchAsync(OrderId, ct))
                {
                    if (changed.Version > _view.Now.Version || _liveProblem is not null)
                        await RefreshAsync();
                }

                if (_view.Payment?.Refunding is { MinorUnits: > 0 })
                    await RefreshAsync();
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is GatewayException or HttpRequestException or IOException or OperationCanceledException)
            {
                _liveProblem = (e as GatewayException)?.Problem ?? Problem.Unreachable(null);
                StateHasChanged();
            }

            if (await PauseAsync(ct))
                return;
        }
    }

    private async Task<bool> PauseAsync(CancellationToken ct)
    {
        await Task.Delay(ReconnectAfter, Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return ct.IsCancellationRequested;
    }

    private async Task RefreshAsync()
    {
        _view = await Desk.LoadAsync(OrderId, _closed.Token);
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
