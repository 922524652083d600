using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Commerce.AdminUi;

/// <summary>One box that finds orders, customers, products and pages, as far as the person may see them.</summary>
public sealed partial class GlobalSearch : IDisposable
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(180);

    private IReadOnlyList<SearchHit> _hits = [];
    private CancellationTokenSource _typing = new();
    private string _text = "";
    private string? _failure;
    private bool _isSearching;
    private int _active;

    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] internal SearchEverywhere Search { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    private string State => _failure is { } failure && !_isSearching ? $"{_hits.Count} found, but not everything could be looked through: {failure}" : (_isSearching, _text.Trim().Length, _hits.Count) switch
    {
        (true, _, _) => "Searching…",
        (_, < SearchEverywhere.MinLength, _) => "Type an order's number, a SKU or a product's name, or the beginning of a person's name or e-mail address.",
        (_, _, 0) => "Nothing found. Orders are found by the end of their number or all of it, people by the beginning of their name or address.",
        var (_, _, count) => count == 1 ? "1 hit" : $"{count} hits",
    };

    public void Dispose()
    {
        _typing.Cancel();
        _typing.Dispose();
    }

    protected override void OnInitialized() => _hits = Search.Pages("");

    private async Task TypedAsync(string? text)
    {
        _text = text ?? "";
        await _typing.CancelAsync();
        _typing.Dispose();
        _typing = new();
        var ct = _typing.Token;
        (_isSearching, _failure, _active) = (true, null, 0);
        try
        {
            await Task.Delay(TypingPause, Clock, ct);
            var found = await Search.FindAsync(_text, ct);
            ct.ThrowIfCancellationRequested();
            (_hits, _failure, _isSearching) = (found.Hits, found.Missing?.Detail, false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // somebody types on
        }
    }

    private void KeyAsync(KeyboardEventArgs e)
    {
        switch (e.Key)
        {
            case "ArrowDown" when _hits.Count > 0:
                _active = (_active + 1) % _hits.Count;
                break;
            case "ArrowUp" when _hits.Count > 0:
                _active = (_active + _hits.Count - 1) % _hits.Count;
                break;
            case "Enter" when _active < _hits.Count && !_isSearching:
                Go(_hits[_active]);
                break;
        }
    }

    private void Go(SearchHit hit)
    {
        Navigation.NavigateTo(hit.Address);
        _ = OnClose.InvokeAsync();
    }
}
