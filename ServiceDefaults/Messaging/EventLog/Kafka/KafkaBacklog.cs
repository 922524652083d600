using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Commerce.Messaging;

/// <summary>Says how far a group is behind: what it has committed against where its partitions end.</summary>
internal sealed class KafkaBacklog(KafkaSettings settings, KafkaTopics topics, BrokerWatch watch) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FetchPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Lazy<IConsumer<byte[], byte[]>>> _onlookers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <exception cref="TimeoutException">No broker answers.</exception>
    public async Task<IReadOnlyList<LogBacklog>> ReadAsync(string group, IReadOnlyList<string> wanted, CancellationToken ct)
    {
        await _oneAtATime.WaitAsync(ct);
        try
        {
            var partitions = await topics.PartitionsAsync(wanted, ct);
            return await Task.Factory.StartNew(() => Read(group, wanted, partitions), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (KafkaException away) when (away.Error.IsLocalError)
        {
            throw new TimeoutException("No broker answers.", away);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose()
    {
        foreach (var onlooker in _onlookers.Values.Where(o => o.IsValueCreated))
            onlooker.Value.Dispose();
        _oneAtATime.Dispose();
    }

    private List<LogBacklog> Read(string group, IReadOnlyList<string> wanted, IReadOnlyList<TopicPartition> partitions)
    {
        var onlooker = _onlookers.GetOrAdd(group, name => new(() => Build(name))).Value;
        var behind = new List<(TopicPartitionOffset Next, long Waiting)>();
        foreach (var committed in onlooker.Committed(partitions, Patience))
        {
            var ends = onlooker.QueryWatermarkOffsets(committed.TopicPartition, Patience);
            var next = Math.Max(committed.Offset == Offset.Unset ? 0 : committed.Offset.Value, ends.Low.Value);
            if (ends.High.Value > next)
                behind.Add((new(committed.TopicPartition, next), ends.High.Value - next));
        }

        var oldest = OldestOf(onlooker, behind.ConvertAll(b => b.Next));
        return
        [
            .. wanted.Order(StringComparer.Ordinal).Select(topic => new LogBacklog(
                topic, behind.Where(b => b.Next.Topic == topic).Sum(b => b.Waiting), false, oldest.TryGetValue(topic, out var since) ? since : null)),
        ];
    }

    // The first message that each of them waits with; assigned by hand, so that no group notices.
    private static Dictionary<string, DateTimeOffset> OldestOf(IConsumer<byte[], byte[]> onlooker, List<TopicPartitionOffset> behind)
    {
        var oldest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        if (behind.Count == 0)
            return oldest;
        onlooker.Assign(behind);
        try
        {
            var open = behind.ConvertAll(b => b.TopicPartition).ToHashSet();
            while (open.Count > 0 && onlooker.Consume(FetchPatience) is { } first)
            {
                if (!open.Remove(first.TopicPartition))
                    continue;
                onlooker.Pause([first.TopicPartition]);
                var at = new DateTimeOffset(first.Message.Timestamp.UtcDateTime);
                oldest[first.Topic] = oldest.TryGetValue(first.Topic, out var known) && known < at ? known : at;
            }
        }
        finally
        {
            onlooker.Unassign();
        }

        return oldest;
    }

    private IConsumer<byte[], byte[]> Build(string group) =>
        new ConsumerBuilder<byte[], byte[]>(settings.Onlooker(group)).SetLogHandler((_, message) => watch.Log(message)).SetErrorHandler((_, _) => { }).Build();
}
