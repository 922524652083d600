using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.DeveloperDashboard;

/// <summary>The resources as one browser tab sees them, kept current from the first time a page asks.</summary>
internal sealed class ResourceWatch(IResourceMonitor monitor) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;
    private bool _isWatching;

    public event Action? Changed;

    public IReadOnlyList<ResourceSnapshot> Current { get; private set; } = monitor.Snapshot();

    /// <summary>Why the list stands still, or null while it is live.</summary>
    public string? Failure { get; private set; }

    public ResourceSnapshot? Find(string? name) => Current.FirstOrDefault(r => r.Name == name);

    public void Start()
    {
        if (_isWatching)
            return;
        _isWatching = true;
        _watching = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        Failure = null;
        try
        {
            await foreach (var resources in monitor.WatchAsync(_stop.Token))
            {
                Current = resources;
                Changed?.Invoke();
            }

            Failure = "The runner has ended its reports.";
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            Failure = e.Message;
        }

        _isWatching = false; // before anybody hears of it: who hears may start anew
        Changed?.Invoke();
    }
}
