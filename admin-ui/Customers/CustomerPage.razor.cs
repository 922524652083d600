using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>One customer: who they are, what they ordered, how their account is secured, and what can be done. The open dialog stands in the address.</summary>
public sealed partial class CustomerPage
{
    private const string EndOne = "end-session";
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private View? _view;
    private int _look;

    [Parameter] public Guid CustomerId { get; set; }

    [SupplyParameterFromQuery(Name = "do")] private string? Do { get; set; }
    [SupplyParameterFromQuery(Name = "session")] private Guid? SessionId { get; set; }

    [Inject] internal CustomersClient Customers { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private IReadOnlyList<CustomerAction> Actions => CustomerActions.Of(_view!.Customer, _view.Erasure, Person.Profile?.Id, Person.May);

    private CustomerAction? Chosen => Do == EndOne && SessionId is not null && Person.May(StaffPermissions.WriteCustomers)
        ? new(EndOne, "End this session")
        : Actions.FirstOrDefault(a => a.IsOpen && a.Name == Do);

    protected override async Task AskAsync(CancellationToken ct)
    {
        var customer = Customers.GetAsync(CustomerId, ct);
        var factors = Customers.FactorsAsync(CustomerId, ct);
        var consents = Customers.ConsentsAsync(CustomerId, ct);
        var requests = Customers.ErasureRequestsAsync(CustomerId, null, null, 1, ct);
        var exports = Person.May(StaffPermissions.ExportCustomers) ? Customers.ExportsAsync(CustomerId, ct) : Task.FromResult<IReadOnlyList<DataExport>>([]);
        await Task.WhenAll(customer, factors, consents, requests, exports);
        _view = new(await customer, await factors, await consents, (await requests).Items is [var newest, ..] ? newest : null, await exports);
        _look++;
    }

    // An archive is mostly ready within seconds: whoever asked for it sees it come.
    protected override Task WatchAsync(CancellationToken ct) => EveryAsync(LookAgain, async () =>
    {
        if (Failure is not null || _view?.Exports.Any(e => e.Status != "ready") != true)
            return;
        try
        {
            var exports = await Customers.ExportsAsync(CustomerId, ct);
            _view = _view with { Exports = exports }; // as it is now: the page may have been loaded anew meanwhile
        }
        catch (GatewayException e)
        {
            Failure = e.Problem;
        }

        StateHasChanged();
    });

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
