using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Commerce.DeveloperDashboard;

/// <summary>
/// A window onto any number of lines: the page holds only the rows in sight. Blazor's own Virtualize sizes its spacers by inline
/// styles, which the content security policy forbids, and jumps when an opened row is taller than the others.
/// </summary>
public sealed partial class LogView : IAsyncDisposable
{
    private const int Overscan = 30;

    private ElementReference _viewport;
    private DotNetObjectReference<LogView>? _self;
    private IJSObjectReference? _script;
    private int _first;
    private int _visible = 40;
    private int _start;
    private int _end;
    private long _expanded;
    private long _removed;
    private bool _following = true;
    private bool _isGone;

    [Parameter, EditorRequired] public required IReadOnlyList<LogEntry> Entries { get; set; }

    /// <summary>How many lines have left the top since the view began, so a reader's place does not slide.</summary>
    [Parameter] public long Removed { get; set; }

    [Parameter] public string Highlight { get; set; } = "";
    [Parameter, EditorRequired] public required TimeZoneInfo Zone { get; set; }

    [Inject] private IJSRuntime Js { get; set; } = null!;

    /// <summary>The browser tells which lines are in sight and whether the newest is among them.</summary>
    [JSInvokable]
    public void ShowWindow(int first, int visible, bool atEnd)
    {
        (_first, _visible, _following) = (Math.Max(0, first), Math.Clamp(visible, 1, 400), atEnd);
        SetWindow();
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        if (_script is null) // not there yet: who fetches it lets it go
            return;
        try
        {
            await _script.InvokeVoidAsync("dispose");
            await _script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The tab is closed; its script went with it.
        }

        _self?.Dispose();
    }

    protected override void OnParametersSet() => SetWindow();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await using var module = await Js.InvokeAsync<IJSObjectReference>("import", $"./{DashboardAssets.Url("log-view.js")}");
            if (_isGone) // another console was opened meanwhile
                return;
            _self = DotNetObjectReference.Create(this);
            _script = await module.InvokeAsync<IJSObjectReference>("create", _viewport, _self);
            if (_isGone)
                await DisposeAsync();
        }

        if (_script is null || _isGone)
            return;
        var removed = (int)(Removed - _removed);
        _removed = Removed;
        await _script.InvokeVoidAsync("rendered", _start, _end, Entries.Count, removed, _following);
    }

    private void SetWindow()
    {
        var first = _following ? Entries.Count - _visible : _first - (int)(Removed - _removed);
        _start = Math.Clamp(first - Overscan, 0, Entries.Count);
        _end = Math.Clamp(first + _visible + Overscan, _start, Entries.Count);
    }

    // Whoever opens a line wants to read it: it stays where it is while others arrive.
    private void Toggle(long number)
    {
        _expanded = _expanded == number ? 0 : number;
        if (!_following)
            return;
        _following = false;
        _first = Entries.Count - _visible;
    }

    private void JumpToEnd()
    {
        _following = true;
        SetWindow();
    }
}
