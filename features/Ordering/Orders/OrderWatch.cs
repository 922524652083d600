using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Commerce.Ordering;

/// <summary>
/// Tells callers that wait for an order what this process committed, at once. Only a shortcut: whoever waits also looks into the
/// database now and then, because another replica may have done the work.
/// </summary>
internal sealed class OrderWatch
{
    private const int RecentCapacity = 4096;
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<Channel<Order>, bool>> _watchers = new();
    private readonly ConcurrentDictionary<Guid, Order> _settled = new();
    private readonly ConcurrentQueue<Guid> _settledOrder = new();

    /// <summary>The state in which the order first was settled, if that happened here not long ago.</summary>
    public Order? RecentlySettled(Guid orderId) => _settled.GetValueOrDefault(orderId);

    public void Changed(Order order)
    {
        if (order.IsSettled && _settled.TryAdd(order.Id, order))
        {
            _settledOrder.Enqueue(order.Id);
            while (_settledOrder.Count > RecentCapacity && _settledOrder.TryDequeue(out var oldest))
                _settled.TryRemove(oldest, out _);
        }

        if (!_watchers.TryGetValue(order.Id, out var channels))
            return;
        foreach (var (channel, _) in channels)
            channel.Writer.TryWrite(order);
    }

    /// <summary>Every change from now on, until disposed.</summary>
    public Watching Watch(Guid orderId)
    {
        var channel = Channel.CreateBounded<Order>(new BoundedChannelOptions(32) { FullMode = BoundedChannelFullMode.DropOldest });
        _watchers.GetOrAdd(orderId, _ => new()).TryAdd(channel, true);
        return new Watching(this, orderId, channel);
    }

    private void Stop(Guid orderId, Channel<Order> channel)
    {
        if (!_watchers.TryGetValue(orderId, out var channels))
            return;
        channels.TryRemove(channel, out _);
        if (channels.IsEmpty)
            _watchers.TryRemove(new KeyValuePair<Guid, ConcurrentDictionary<Channel<Order>, bool>>(orderId, channels));
    }

    /// <summary>One caller's watch on one order.</summary>
    internal sealed class Watching(OrderWatch watch, Guid orderId, Channel<Order> channel) : IDisposable
    {
        /// <summary>The next change, or null when there was none for a while.</summary>
        public async Task<Order?> NextAsync(TimeSpan atMost, CancellationToken ct)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(atMost);
            try
            {
                return await channel.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return null;
            }
        }

        public void Dispose() => watch.Stop(orderId, channel);
    }
}
