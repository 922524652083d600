using Microsoft.AspNetCore.Components;

namespace Commerce.AdminUi;

/// <summary>One SKU: what each warehouse has of it, and everything that makes that number. The warehouse and the open dialog stand in the address.</summary>
public sealed partial class StockSkuPage
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(1500);

    private IReadOnlyList<WarehouseRow> _warehouses = [];
    private StockOfSku? _stock;
    private Problem? _liveProblem;
    private int _look;

    [Parameter] public required string Sku { get; set; }

    [SupplyParameterFromQuery(Name = "warehouse")] private string? Warehouse { get; set; }
    [SupplyParameterFromQuery(Name = "do")] private string? Do { get; set; }

    [Inject] internal StockClient Stock { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private bool MayWrite => Person.May(StaffPermissions.WriteInventory);

    private StockOfSku.Place? Place => _stock?.Warehouses.FirstOrDefault(p => p.Warehouse == Warehouse) ?? (_stock is { Warehouses: [var first, ..] } ? first : null);

    private string NameOf(string code) => _warehouses.FirstOrDefault(w => w.Code == code)?.Name ?? code;

    protected override async Task AskAsync(CancellationToken ct)
    {
        _warehouses = await Stock.WarehousesAsync(ct);
        _stock = await Stock.GetAsync(Sku, ct);
    }

    protected override Task WatchAsync(CancellationToken ct) => EveryAsync(LookEvery, () => Failure is null ? RefreshAsync() : Task.CompletedTask);

    private async Task RefreshAsync()
    {
        var (before, failed) = (_stock, _liveProblem);
        try
        {
            _stock = await Stock.GetAsync(Sku, Closed);
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
