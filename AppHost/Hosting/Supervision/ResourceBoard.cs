using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>The present state of every unit, and the news when one changes.</summary>
internal sealed class ResourceBoard
{
    private readonly Lock gate = new();
    private readonly List<Channel<bool>> watchers = [];
    private readonly List<string> order = [];
    private readonly Dictionary<string, ResourceSnapshot> snapshots = new(StringComparer.Ordinal);

    public void Add(ResourceSnapshot snapshot)
    {
        lock (gate)
        {
            order.Add(snapshot.Name);
            snapshots.Add(snapshot.Name, snapshot);
        }
    }

    public IReadOnlyList<ResourceSnapshot> Snapshot()
    {
        lock (gate)
            return [.. order.Select(name => snapshots[name])];
    }

    public ResourceSnapshot this[string name]
    {
        get
        {
            lock (gate)
                return snapshots[name];
        }
    }

    public void Update(string name, Func<ResourceSnapshot, ResourceSnapshot> change)
    {
        lock (gate)
        {
            var before = snapshots[name];
            var after = change(before);
            if (after == before)
                return;

            snapshots[name] = after;
            foreach (var watcher in watchers)
                watcher.Writer.TryWrite(true);
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<ResourceSnapshot>> WatchAsync([EnumeratorCancellation] CancellationToken ct)
    {
        // One waiting bell is enough: whoever hears it reads everything that has changed.
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        lock (gate)
            watchers.Add(bell);
        try
        {
            yield return Snapshot();
            await foreach (var _ in bell.Reader.ReadAllAsync(ct))
                yield return Snapshot();
        }
        finally
        {
            lock (gate)
                watchers.Remove(bell);
        }
    }

    public async Task WaitAsync(string name, Func<ResourceSnapshot, bool> condition, CancellationToken ct)
    {
        await foreach (var _ in WatchAsync(ct))
        {
            if (condition(this[name]))
                return;
        }
    }
}
