using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;
using Radzen;

namespace Commerce.AdminUi;

/// <summary>What the parts that a page hangs into a list may know and do.</summary>
public sealed record ListContext(ListState State, Action<ListState> Go, Func<Task> ReloadAsync);

/// <summary>The row that stands in the side pane, and where closing the pane leads.</summary>
public sealed record OpenedRow(string Key, string CloseAddress);

/// <summary>
/// Rows of an API, page by page: everything that is shown stands in the address, and what changes meanwhile appears by itself.
/// </summary>
public sealed partial class DataList<TItem> : IDisposable
    where TItem : notnull
{
    private static readonly TimeSpan TabPatience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closed = new();
    private HashSet<string> _changed = [];
    private CancellationTokenSource _loading = new();
    private ListContext _context = null!;
    private Page<TItem>? _page;
    private string? _pageCursor;
    private string? _before; // where the page before begins: empty at the very beginning, null when this tab does not know
    private Problem? _problem;
    private Problem? _liveProblem;
    private string? _opened;
    private bool _isLoading;

    [Parameter, EditorRequired] public required string Title { get; set; }
    [Parameter, EditorRequired] public required string Path { get; set; }
    [Parameter, EditorRequired] public required ListSchema Schema { get; set; }
    [Parameter, EditorRequired] public required IReadOnlyList<ListColumn<TItem>> Columns { get; set; }
    [Parameter, EditorRequired] public required Func<TItem, string> KeyOf { get; set; }
    [Parameter, EditorRequired] public required Func<ListState, CancellationToken, Task<Page<TItem>>> Load { get; set; }
    [Parameter] public Func<TItem, string>? NameOf { get; set; }
    /// <summary>Where a row leads, if not into the side pane.</summary>
    [Parameter] public Func<TItem, string>? AddressOf { get; set; }
    [Parameter] public RenderFragment<ListContext>? Filters { get; set; }
    [Parameter] public RenderFragment<ListContext>? Tools { get; set; }
    [Parameter] public RenderFragment<ListContext>? Bulk { get; set; }
    [Parameter] public RenderFragment<OpenedRow>? Pane { get; set; }
    [Parameter] public RenderFragment? Empty { get; set; }
    [Parameter] public string? ExportPath { get; set; }
    [Parameter] public bool IsLive { get; set; } = true;

    /// <summary>How often it looks for what has changed. Seldom where one look asks many.</summary>
    [Parameter] public TimeSpan LookEvery { get; set; } = TimeSpan.FromMilliseconds(1500);

    [Inject] internal Person Person { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private IJSRuntime Js { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    private ListState State => _context.State;

    // The days of its filters are those of this person, who may have chosen no zone.
    private string ExportAddress => QueryHelpers.AddQueryString(State.WithOpened(null).WithSelected([]).WithCursor(null).Address(ExportPath!), "zone", Person.Format.Zone.Id);

    private string Place => (_page!.Items.Count, State.Cursor, _page.NextCursor) switch
    {
        (var count, null, null) => count == 1 ? "1 row" : $"{count} rows",
        (var count, null, _) => $"The first {count} rows",
        (var count, _, null) => $"The last {count} rows",
        var (count, _, _) => $"{count} rows from further down",
    };

    public void Dispose()
    {
        Navigation.LocationChanged -= OnNavigated;
        _closed.Cancel();
        _closed.Dispose();
        _loading.Dispose();
    }

    protected override void OnInitialized()
    {
        Navigation.LocationChanged += OnNavigated;
        Read();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await LoadAsync();
        StateHasChanged();
        if (IsLive)
            await KeepLiveAsync(_closed.Token);
    }

    private static string Question(ListState state) => state.WithOpened(null).WithSelected([]).WithName(null).Address("");

    private string Name(TItem item) => NameOf?.Invoke(item) ?? KeyOf(item);

    private bool IsSorted(string sort) => State.Sort.TrimStart('-') == sort;

    private void Read()
    {
        var state = ListState.Parse(Navigation.Uri, Schema);
        (_context, _opened) = (new(state, Go, LoadAsync), state.Opened);
    }

    private void OnNavigated(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () =>
    {
        if (Navigation.ToBaseRelativePath(Navigation.Uri).Split('?')[0] != Path)
            return;
        var before = Question(State);
        Read();
        StateHasChanged();
        if (Question(State) != before)
            await LoadAsync();
        StateHasChanged();
    });

    private void Go(ListState state) => Navigation.NavigateTo(state.Address(Path), replace: state.Cursor == State.Cursor && state.Opened == State.Opened);

    // The tab remembers which page came before which: a reload, the browser's Back and another turn through the list find it again.
    private async Task NextAsync()
    {
        var next = _page!.NextCursor;
        await Js.InvokeVoidAsync("portal.rememberPage", _closed.Token, next, _pageCursor ?? "");
        Navigation.NavigateTo(State.WithCursor(next).WithSelected([]).Address(Path));
    }

    // Whoever asks anew does not wait for the answer to what they asked before.
    private async Task LoadAsync()
    {
        await _loading.CancelAsync();
        _loading.Dispose();
        _loading = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        var ct = _loading.Token;
        (_isLoading, _problem, _changed) = (true, null, []);
        try
        {
            var (cursor, before) = (State.Cursor, PageBeforeAsync(State.Cursor, ct));
            var page = await Load(State, ct);
            ct.ThrowIfCancellationRequested();
            (_page, _pageCursor, _before, _liveProblem, _isLoading) = (page, cursor, await before, null, false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // another question is under way, or the page was left
        }
        catch (GatewayException e)
        {
            (_problem, _isLoading) = (e.Problem, false);
        }
    }

    // A tab that is out of reach for a moment costs a button, not the page.
    private async Task<string?> PageBeforeAsync(string? cursor, CancellationToken ct)
    {
        try
        {
            return cursor is null ? null : await Js.InvokeAsync<string?>("portal.pageBefore", ct, cursor).AsTask().WaitAsync(TabPatience, Clock, ct);
        }
        catch (Exception e) when (e is TimeoutException or JSDisconnectedException)
        {
            return null;
        }
    }

    private async Task KeepLiveAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookEvery, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                if (!_isLoading && _problem is null && await Js.IsLookedAtAsync(Clock, ct))
                    await LookAsync(ct);
            }
        }
        catch (Exception e) when (ct.IsCancellationRequested && e is OperationCanceledException or JSDisconnectedException)
        {
            // the page was left
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var (state, known, had) = (State, _page, _changed.Count > 0 || _liveProblem is not null);
        try
        {
            var now = await Load(state, ct);
            if (state != State || known != _page || _isLoading)
                return; // another page came meanwhile
            _changed = [.. now.Items.Except(known?.Items ?? []).Select(KeyOf)];
            (_page, _liveProblem) = (now, null);
        }
        catch (GatewayException e)
        {
            _liveProblem = e.Problem;
        }

        if (had || _changed.Count > 0 || _liveProblem is not null || known?.Items.Count != _page?.Items.Count)
            StateHasChanged();
    }

    private void RenderRow(RowRenderEventArgs<TItem> row)
    {
        var key = KeyOf(row.Data!);
        row.Attributes["data-row"] = key;
        row.Attributes["class"] = string.Join(' ', new[] { key == _opened ? "opened" : null, _changed.Contains(key) ? "changed" : null }.OfType<string>());
    }

    // On a phone the header is out of sight and each cell says what it is.
    private static void RenderCell(DataGridCellRenderEventArgs<TItem> cell) => cell.Attributes["data-title"] = cell.Column?.Title ?? "";

    private void RenderHeader(DataGridCellRenderEventArgs<TItem> header)
    {
        if (Columns.FirstOrDefault(c => c.Name == header.Column?.UniqueID)?.Sort is { } sort && IsSorted(sort))
            header.Attributes["aria-sort"] = State.Sort == sort ? "ascending" : "descending";
    }
}
