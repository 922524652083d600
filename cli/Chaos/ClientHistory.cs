using System.Collections.Concurrent;

namespace Commerce.Cli;

/// <summary>All that the clients of one run know: their orders, the calls that failed, and what they should never have been told.</summary>
internal sealed class ClientHistory
{
    private readonly ConcurrentQueue<ClientOrder> _orders = [];
    private readonly ConcurrentQueue<string> _surprises = [];
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<long>> _watches = [];
    private int _confirmed;
    private int _failed;

    public IReadOnlyCollection<ClientOrder> Orders => _orders;

    /// <summary>Answers that no fault excuses.</summary>
    public IReadOnlyCollection<string> Surprises => _surprises;

    /// <summary>How often a call failed in which way.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    public Tally Now => new(Volatile.Read(ref _confirmed), Volatile.Read(ref _failed));

    public void Begin(ClientOrder order) => _orders.Enqueue(order);

    public void CallFailed(string how)
    {
        Interlocked.Increment(ref _failed);
        _failures.AddOrUpdate(how, 1, (_, count) => count + 1);
    }

    public void Surprised(string what) => _surprises.Enqueue(what);

    public void Confirmed(ClientOrder order)
    {
        order.WasConfirmed = true;
        Interlocked.Increment(ref _confirmed);
        foreach (var (since, watch) in _watches)
        {
            if (order.PlacedAt >= since)
                watch.TrySetResult(TimeProvider.System.GetTimestamp());
        }
    }

    /// <summary>How long after <paramref name="moment"/> an order was confirmed that was placed after it; null when none was in time.</summary>
    public async Task<TimeSpan?> ConfirmedAfterAsync(long moment, TimeSpan atMost, CancellationToken ct)
    {
        var watch = _watches.GetOrAdd(moment, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            return TimeProvider.System.GetElapsedTime(moment, await watch.Task.WaitAsync(atMost, ct));
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _watches.TryRemove(moment, out _);
        }
    }

    /// <summary>How many orders have been confirmed and how many calls have failed so far.</summary>
    internal readonly record struct Tally(int Confirmed, int Failed);
}
