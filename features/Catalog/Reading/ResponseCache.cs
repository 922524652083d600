using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Commerce.Catalog;

/// <summary>What an answer is for.</summary>
internal enum CachedKind
{
    List,
    Product,
    Category,
    Tree,
}

/// <summary>An answer's key: the kind of resource, and the query or id that tells it from others.</summary>
internal readonly record struct CacheKey(CachedKind Kind, string Name);

/// <summary>
/// The answers that were made since the catalogue last changed. A change drops all of them at once: staff change it now and then,
/// shoppers read it all the time. Equal questions that miss together cost one read of the database.
/// </summary>
/// <remarks>
/// An answer is only kept in the generation in which its making began, so one made from what was true before a change
/// can never outlive the change.
/// </remarks>
internal sealed class ResponseCache(long budgetBytes = ResponseCache.DefaultBudget)
{
    private const long DefaultBudget = 96L * 1024 * 1024;
    private const int EntryOverhead = 256;

    private Generation _current = new();
    private volatile bool _listening;

    /// <summary>True while changes made elsewhere are heard of; until then nothing is kept.</summary>
    public bool IsListening => _listening;

    /// <summary>Forgets everything.</summary>
    public void Invalidate() => Volatile.Write(ref _current, new Generation());

    /// <summary>From now on every change is heard of.</summary>
    public void Resume()
    {
        Invalidate();
        _listening = true;
    }

    /// <summary>Changes may go unheard: keep nothing until <see cref="Resume"/>.</summary>
    public void Suspend()
    {
        _listening = false;
        Invalidate();
    }

    public bool TryGet(CacheKey key, [NotNullWhen(true)] out CachedAnswer? answer) =>
        Volatile.Read(ref _current).TryGet(key, out answer);

    /// <summary>The kept answer, or the one that <paramref name="make"/> makes; null answers are not kept.</summary>
    /// <param name="alias">Another key to find the answer by.</param>
    /// <param name="make">Made once for all that ask at the same time; none of them can cancel it.</param>
    public async ValueTask<CachedAnswer?> GetAsync(
        CacheKey key, CacheKey? alias, Func<CancellationToken, Task<CachedAnswer?>> make, CancellationToken ct)
    {
        var generation = Volatile.Read(ref _current);
        if (!generation.TryGet(key, out var answer))
        {
            var making = generation.Making.GetOrAdd(key, k => new Lazy<Task<CachedAnswer?>>(() => MakeAsync(generation, k, make)));
            answer = await making.Value.WaitAsync(ct);
        }

        if (alias is { } other && answer is not null)
            Keep(generation, other, answer);
        return answer;
    }

    private async Task<CachedAnswer?> MakeAsync(Generation generation, CacheKey key, Func<CancellationToken, Task<CachedAnswer?>> make)
    {
        try
        {
            var answer = await make(CancellationToken.None);
            if (answer is not null)
                Keep(generation, key, answer);
            return answer;
        }
        finally
        {
            generation.Making.TryRemove(key, out _);
        }
    }

    private void Keep(Generation generation, CacheKey key, CachedAnswer answer)
    {
        if (_listening)
            generation.Keep(key, answer, EntryOverhead + answer.Size + key.Name.Length, budgetBytes / 2);
    }

    // Two halves: what is asked for moves to the young half; when that is full, the old half is dropped and the young one grows old.
    private sealed class Generation
    {
        private readonly Lock _turning = new();
        private ConcurrentDictionary<CacheKey, CachedAnswer> _young = new();
        private ConcurrentDictionary<CacheKey, CachedAnswer> _old = new();
        private long _youngBytes;

        public ConcurrentDictionary<CacheKey, Lazy<Task<CachedAnswer?>>> Making { get; } = new();

        public bool TryGet(CacheKey key, [NotNullWhen(true)] out CachedAnswer? answer)
        {
            if (_young.TryGetValue(key, out answer))
                return true;
            if (!_old.TryRemove(key, out answer))
                return false;
            if (_young.TryAdd(key, answer))
                Interlocked.Add(ref _youngBytes, EntryOverhead + answer.Size + key.Name.Length);
            return true;
        }

        public void Keep(CacheKey key, CachedAnswer answer, int bytes, long half)
        {
            if (!_young.TryAdd(key, answer) || Interlocked.Add(ref _youngBytes, bytes) <= half)
                return;
            lock (_turning)
            {
                if (Interlocked.Read(ref _youngBytes) <= half)
                    return;
                _old = _young;
                _young = new();
                Interlocked.Exchange(ref _youngBytes, 0);
            }
        }
    }
}
