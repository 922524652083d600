using System.Globalization;
using Commerce.AppHost.Hosting.Monitoring;
using Microsoft.AspNetCore.Components;

namespace Commerce.DeveloperDashboard;

/// <summary>The console of one resource, followed live; resource, filter and level stand in the address.</summary>
public sealed partial class ConsoleLogsPage : IDisposable
{
    private const int History = 20_000;
    private const int Capacity = 50_000;

    private LogBuffer _buffer = new(Capacity);
    private List<LogEntry>? _held;
    private CancellationTokenSource _follow = new();
    private string? _followed;
    private string? _failure;
    private string? _refusal;
    private int _view;
    private long _removed;
    private bool _interactive;

    [Inject] internal ResourceWatch Watch { get; set; } = null!;
    [Inject] private IResourceMonitor Monitor { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Parameter] public string? Name { get; set; }
    [SupplyParameterFromQuery(Name = "q")] private string? Query { get; set; }
    [SupplyParameterFromQuery(Name = "level")] private string? Level { get; set; }

    private string Filter => Query ?? "";
    private LogSeverity AtLeast => LogSeverities.FromName(Level);
    private ResourceSnapshot? Resource => Watch.Find(Name);

    private string CountText => _buffer.Shown.Count == _buffer.Count
        ? $"{Number(_buffer.Count)} lines"
        : $"{Number(_buffer.Shown.Count)} of {Number(_buffer.Count)} lines";

    public void Dispose()
    {
        Watch.Changed -= Refresh;
        _follow.Cancel();
        _follow.Dispose();
    }

    protected override void OnParametersSet()
    {
        _buffer.Filter(Filter, AtLeast);
        if (_interactive && Resource?.Name != _followed)
            Follow();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        _interactive = true;
        Watch.Changed += Refresh;
        Watch.Start();
        Follow();
    }

    private void Follow()
    {
        _follow.Cancel();
        _follow.Dispose();
        _follow = new();
        (_followed, _failure, _refusal, _held, _removed) = (Resource?.Name, null, null, null, 0);
        _view++;
        _buffer = new(Capacity);
        _buffer.Filter(Filter, AtLeast);
        if (_followed is not null)
            _ = FollowAsync(_followed, _follow.Token);
    }

    private async Task FollowAsync(string resource, CancellationToken ct)
    {
        try
        {
            await foreach (var batch in new LogFeed(Monitor, Clock).ReadAsync(resource, History, ct))
                await InvokeAsync(() => Take(batch));
            _failure = "the runner has closed it.";
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            _failure = e.Message;
        }

        await InvokeAsync(StateHasChanged);
    }

    private void Take(IReadOnlyList<LogEntry> batch)
    {
        if (_held is null)
            _removed += _buffer.Append(batch);
        else
            Hold(batch);
        StateHasChanged();
    }

    // A pause may last for hours; beyond what the screen would keep anyway, the oldest held lines go.
    private void Hold(IReadOnlyList<LogEntry> batch)
    {
        _held!.AddRange(batch);
        if (_held.Count > Capacity)
            _held.RemoveRange(0, _held.Count - Capacity);
    }

    private void PauseOrResume()
    {
        if (_held is { } held)
            _removed += _buffer.Append(held);
        _held = _held is null ? [] : null;
    }

    // A resource that is declared after the page was opened is followed from then on.
    private void Refresh() => _ = InvokeAsync(() =>
    {
        if (Resource?.Name != _followed)
            Follow();
        StateHasChanged();
    });

    private void Search(string text) => Navigation.NavigateTo(Address(filter: text), replace: true);

    private void Pick(ChangeEventArgs e) => Navigation.NavigateTo(Address(name: (string?)e.Value));

    private void PickLevel(ChangeEventArgs e)
    {
        var level = (LogSeverity)int.Parse((string)e.Value!, CultureInfo.InvariantCulture);
        Navigation.NavigateTo(Address(level: LogSeverities.Label(level).ToLowerInvariant()), replace: true);
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private string Address(Change<string?> name = default, Change<string?> filter = default, Change<string?> level = default) =>
        PageAddress.Of($"logs/{Uri.EscapeDataString(name.Or(Name) ?? "")}", ("q", filter.Or(Query)), ("level", level.Or(Level)));
}
