using Commerce.AppHost.Hosting.Monitoring;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Commerce.DeveloperDashboard;

/// <summary>All resources at a glance; what is filtered and which one is open stands in the address.</summary>
public sealed partial class ResourcesPage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private string? _refusal;

    [Inject] internal ResourceWatch Watch { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private IJSRuntime Js { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "q")] private string? Query { get; set; }
    [SupplyParameterFromQuery(Name = "show")] private string? Show { get; set; }
    [SupplyParameterFromQuery(Name = "resource")] private string? Selected { get; set; }

    private string Filter => Query ?? "";
    private bool OnlyProblems => Show == "problems";
    private int ProblemCount => Watch.Current.Count(ResourceView.IsProblem);
    private ResourceSnapshot? Opened => Watch.Find(Selected);

    private List<ResourceSnapshot> Shown =>
        [.. Watch.Current.Where(r => ResourceView.Matches(r, Filter) && (!OnlyProblems || ResourceView.IsProblem(r)))];

    private string Summary =>
        $"{Watch.Current.Count(r => r.State == ResourceStates.Running)} of {Watch.Current.Count} resources run, {ProblemCount} with problems";

    public void Dispose()
    {
        Watch.Changed -= Refresh;
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        Watch.Changed += Refresh;
        Watch.Start();
        await TickAsync(_closed.Token);
    }

    // Uptimes grow though nothing changes.
    private async Task TickAsync(CancellationToken ct)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), Clock);
        try
        {
            while (await second.WaitForNextTickAsync(ct))
                StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private void Refresh() => _ = InvokeAsync(StateHasChanged);

    private void Search(string text) => Navigation.NavigateTo(Address(filter: text), replace: true);

    private void Open(string name) => Navigation.NavigateTo(Address(selected: name == Selected ? null : name));

    // Whoever came by keyboard goes on in the list where they left it.
    private async Task CloseAsync()
    {
        var name = Selected;
        Navigation.NavigateTo(Address(selected: null));
        await Js.InvokeVoidAsync("dashboardFocusResource", name);
    }

    private string Address(Change<string?> filter = default, Change<string?> show = default, Change<string?> selected = default) =>
        PageAddress.Of("", ("q", filter.Or(Query)), ("show", show.Or(Show)), ("resource", selected.Or(Selected)));
}
