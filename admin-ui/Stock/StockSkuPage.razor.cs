using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Commerce.AdminUi;

/// <summary>One SKU: what each warehouse has of it, and everything that makes that number. The warehouse and the open dialog stand in the address.</summary>
public sealed partial class StockSkuPage : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(1500);

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<WarehouseRow> _warehouses = [];
    private StockOfSku? _stock;
    private Problem? _problem;
    private Problem? _liveProblem;
    private int _look;

    [Parameter] public required string Sku { get; set; }

    [SupplyParameterFromQuery(Name = "warehouse")] private string? Warehouse { get; set; }
    [SupplyParameterFromQuery(Name = "do")] private string? Do { get; set; }

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] internal StockClient Stock { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private IJSRuntime Js { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    private bool MayWrite => Person.May(StaffPermissions.WriteInventory);

    private StockOfSku.Place? Place => _stock?.Warehouses.FirstOrDefault(p => p.Warehouse == Warehouse) ?? (_stock is { Warehouses: [var first, ..] } ? first : null);

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
        await KeepLiveAsync(_closed.Token);
    }

    private string NameOf(string code) => _warehouses.FirstOrDefault(w => w.Code == code)?.Name ?? code;

    private async Task LoadAsync()
    {
        _problem = null;
        try
        {
            _warehouses = await Stock.WarehousesAsync(_closed.Token);
            _stock = await Stock.GetAsync(Sku, _closed.Token);
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

    private async Task KeepLiveAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookEvery, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                if (_problem is null && await Js.InvokeAsync<bool>("portal.isVisible", ct))
                    await RefreshAsync();
            }
        }
        catch (Exception e) when (ct.IsCancellationRequested && e is OperationCanceledException or JSDisconnectedException)
        {
            // the page was left
        }
    }

    private async Task RefreshAsync()
    {
        var (before, failed) = (_stock, _liveProblem);
        try
        {
            _stock = await Stock.GetAsync(Sku, _closed.Token);
            _liveProblem = null;
        }
        catch (GatewayException e)
        {
            _liveProblem = e.Problem;
        }

        if (failed is null && _liveProblem is null && before is not null && _stock is not null && Signs(before).SequenceEqual(Signs(_stock)))
            return;
        _look++;
        StateHasChanged();
    }

    // What tells one state of the stock from another.
    private static IEnumerable<(string, int, int, int, long, long)> Signs(StockOfSku stock) =>
        stock.Warehouses.Select(p => (p.Warehouse, p.OnHand, p.Reserved, p.LowAt, p.Version, p.Holds));

    private async Task DoneAsync()
    {
        Navigation.NavigateTo(Address(Place?.Warehouse), replace: true);
        await RefreshAsync();
    }

    private string Address(string? warehouse, string? action = null) =>
        ApiPath.Of($"stock/{Uri.EscapeDataString(Sku)}", ("warehouse", warehouse), ("do", action));
}
