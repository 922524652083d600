namespace Commerce.Messaging.Tests;

/// <summary>
/// What a reader of PostgreSQL can see of an outbox: transactions take an id, draw positions at any time after, and end in any order.
/// </summary>
internal sealed class SimulatedOutbox(Random random)
{
    private readonly List<(ulong Id, List<long> Drawn)> _running = [];
    private readonly SortedSet<long> _committed = [];
    private ulong _nextId = 1;
    private ulong _lastEnded;
    private long _nextPosition = 1;

    public IReadOnlyCollection<long> Committed => _committed;

    /// <summary>Positions whose transactions may still commit them.</summary>
    public IEnumerable<long> InFlight => _running.SelectMany(t => t.Drawn);

    /// <summary>As <c>pg_snapshot_xmin</c>: never above one past the highest transaction that has ended.</summary>
    public ulong OldestRunning => Math.Min(_running.Select(t => t.Id).DefaultIfEmpty(ulong.MaxValue).Min(), _lastEnded + 1);

    public void Steps(int atMost)
    {
        for (var left = random.Next(atMost + 1); left > 0; left--)
            Step();
    }

    public void EndAll()
    {
        while (_running.Count > 0)
            End(commit: random.Next(5) > 0);
    }

    /// <summary>As <c>pg_current_xact_id()</c> in a transaction that ends at once.</summary>
    public ulong NewTransactionId()
    {
        _lastEnded = Math.Max(_lastEnded, _nextId);
        return _nextId++;
    }

    public List<long> Read(long head, int atMost, long[] gapStarts, long[] gapEnds) =>
    [
        .. _committed.Where(p => gapStarts.Zip(gapEnds).Any(gap => gap.First <= p && p <= gap.Second)),
        .. _committed.Where(p => p > head).Take(atMost),
    ];

    private void Step()
    {
        switch (random.Next(10))
        {
            case < 3 when _running.Count < 12:
                _running.Add((_nextId++, []));
                break;
            case < 7 when _running.Count > 0:
                _running[random.Next(_running.Count)].Drawn.Add(_nextPosition++);
                break;
            default:
                if (_running.Count > 0)
                    End(commit: random.Next(5) > 0);
                break;
        }
    }

    private void End(bool commit)
    {
        var ending = random.Next(_running.Count);
        var (id, drawn) = _running[ending];
        _running.RemoveAt(ending);
        _lastEnded = Math.Max(_lastEnded, id);
        if (commit)
            _committed.UnionWith(drawn);
    }
}
