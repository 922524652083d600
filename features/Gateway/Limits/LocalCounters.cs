using System.Collections.Concurrent;

namespace Commerce.Gateway;

/// <summary>The limits of this instance alone, for as long as Redis is away.</summary>
internal sealed class LocalCounters(TimeProvider clock)
{
    // Callers beyond this many share one window per limit: memory stays bounded when someone walks through addresses.
    private const int MaxCallers = 100_000;
    private const string Overflow = "overflow";

    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);
    private long _nextSweepMs;

    public RateVerdict Take(string key, RateLimit limit)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Sweep(now);
        if (!_counters.TryGetValue(key, out var counter))
            counter = _counters.GetOrAdd(_counters.Count < MaxCallers ? key : $"{limit.Name}:{Overflow}", _ => new Counter(limit));
        return counter.Take(now);
    }

    private void Sweep(long now)
    {
        var due = Interlocked.Read(ref _nextSweepMs);
        if (now < due || Interlocked.CompareExchange(ref _nextSweepMs, now + 30_000, due) != due)
            return;
        foreach (var (key, counter) in _counters)
        {
            if (counter.IsStale(now))
                _counters.TryRemove(key, out _);
        }
    }

    private sealed class Counter(RateLimit limit)
    {
        private readonly Lock _gate = new();
        private SlidingWindow _window;

        public RateVerdict Take(long now)
        {
            lock (_gate)
                return _window.Take(limit, now);
        }

        public bool IsStale(long now)
        {
            lock (_gate)
                return _window.IsStale(now, (long)limit.Window.TotalMilliseconds);
        }
    }
}
