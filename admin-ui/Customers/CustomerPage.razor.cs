using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>One customer: who they are, what they ordered, how their account is secured, and what can be done. The open dialog stands in the address.</summary>
public sealed partial class CustomerPage : IDisposable
{
    private const string EndOne = "end-session";
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closed = new();
    private View? _view;
    private Problem? _problem;
    private int _look;

    [Parameter] public Guid CustomerId { get; set; }

    [SupplyParameterFromQuery(Name = "do")] private string? Do { get; set; }
    [SupplyParameterFromQuery(Name = "session")] private Guid? SessionId { get; set; }

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] internal CustomersClient Customers { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    private IReadOnlyList<CustomerAction> Actions => CustomerActions.Of(_view!.Customer, _view.Erasure, Person.Profile?.Id, Person.May);

    private CustomerAction? Chosen => Do == EndOne && SessionId is not null && Person.May(StaffPermissions.WriteCustomers)
        ? new(EndOne, "End this session")
        : Actions.FirstOrDefault(a => a.IsOpen && a.Name == Do);

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await LoadAsync();
        StateHasChanged();
        await WatchExportsAsync(_closed.Token);
    }

    private async Task LoadAsync()
    {
        _problem = null;
        try
        {
            _view = await AskAsync(_closed.Token);
            _look++;
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

    private async Task<View> AskAsync(CancellationToken ct)
    {
        var customer = Customers.GetAsync(CustomerId, ct);
        var factors = Customers.FactorsAsync(CustomerId, ct);
        var consents = Customers.ConsentsAsync(CustomerId, ct);
        var requests = Customers.ErasureRequestsAsync(CustomerId, null, null, 1, ct);
        var exports = Person.May(StaffPermissions.ExportCustomers) ? Customers.ExportsAsync(CustomerId, ct) : Task.FromResult<IReadOnlyList<DataExport>>([]);
        await Task.WhenAll(customer, factors, consents, requests, exports);
        return new(await customer, await factors, await consents, (await requests).Items is [var newest, ..] ? newest : null, await exports);
    }

    // An archive is mostly ready within seconds: whoever asked for it sees it come.
    private async Task WatchExportsAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookAgain, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                if (_problem is not null || _view?.Exports.Any(e => e.Status != "ready") != true)
                    continue;
                _view = _view with { Exports = await Customers.ExportsAsync(CustomerId, ct) };
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // the page was left
        }
        catch (GatewayException e)
        {
            _problem = e.Problem;
            StateHasChanged();
        }
    }

    private async Task DoneAsync()
    {
        Close();
        await LoadAsync();
    }

    private void Close() => Navigation.NavigateTo($"customers/{CustomerId}", replace: true);

    private string Address(string action, Guid? session = null) => ApiPath.Of($"customers/{CustomerId}", ("do", action), ("session", session?.ToString()));

    private sealed record View(
        CustomerDetails Customer, CustomerFactors Factors, CustomerConsents Consents, ErasureRequest? Erasure, IReadOnlyList<DataExport> Exports);
}
