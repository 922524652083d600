using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Commerce.Messaging;

/// <summary>Sees to it that a topic exists, with its partitions, before anybody writes or reads it.</summary>
internal sealed class KafkaTopics(KafkaSettings settings, BrokerWatch watch) : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly Lazy<IAdminClient> _admin = new(() =>
        new AdminClientBuilder(settings.Admin()).SetLogHandler((_, message) => watch.Log(message)).SetErrorHandler((_, _) => { }).Build());

    /// <summary>Waits for brokers that are away.</summary>
    public async Task EnsureAsync(IEnumerable<string> topics, CancellationToken ct)
    {
        var wanted = topics.Where(topic => !_known.ContainsKey(topic)).ToHashSet(StringComparer.Ordinal);
        while (wanted.Count > 0)
        {
            if (await FindAsync(wanted, ct) is { } missing)
            {
                foreach (var topic in wanted.Except(missing))
                    _known[topic] = true;
                wanted.IntersectWith(missing);
                await CreateAsync(missing, ct);
            }

            // Asked again even after creating: brokers learn of a new topic one after the other.
            if (wanted.Count > 0)
                await Task.Delay(RetryInterval, ct);
        }
    }

    /// <summary>The partitions that these topics have now.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public async Task<IReadOnlyList<TopicPartition>> PartitionsAsync(IReadOnlyList<string> topics, CancellationToken ct)
    {
        var metadata = await MetadataAsync(ct);
        return [.. metadata.Topics.Where(t => topics.Contains(t.Topic)).SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p.PartitionId)))];
    }

    /// <summary>Somebody may have deleted the topics.</summary>
    public void Forget() => _known.Clear();

    public void Dispose()
    {
        if (_admin.IsValueCreated)
            _admin.Value.Dispose();
    }

    /// <summary>Those of the topics that are not there; null while no broker answers.</summary>
    private async Task<IReadOnlyList<string>?> FindAsync(IReadOnlySet<string> wanted, CancellationToken ct)
    {
        try
        {
            var metadata = await MetadataAsync(ct);
            watch.Here();
            var ready = metadata.Topics.Where(t => !t.Error.IsError && t.Partitions.Count > 0 && t.Partitions.TrueForAll(p => p.Leader >= 0));
            return [.. wanted.Except(ready.Select(t => t.Topic))];
        }
        catch (KafkaException failure) when (failure.Error.IsLocalError)
        {
            watch.Away();
            return null;
        }
    }

    // Of all topics: asking for one by name would make some brokers create it, with a number of partitions of their own.
    private Task<Metadata> MetadataAsync(CancellationToken ct) =>
        Task.Factory.StartNew(() => _admin.Value.GetMetadata(RequestTimeout), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task CreateAsync(IReadOnlyList<string> missing, CancellationToken ct)
    {
        if (missing.Count == 0)
            return;
        var specifications = missing.Select(topic => new TopicSpecification
        {
            Name = topic,
            NumPartitions = settings.Partitions,
            ReplicationFactor = settings.Replication,
            Configs = new() { ["max.message.bytes"] = $"{KafkaSettings.LargestRecord + 65536}" },
        });
        try
        {
            await _admin.Value
                .CreateTopicsAsync(specifications, new() { RequestTimeout = RequestTimeout, OperationTimeout = RequestTimeout })
                .WaitAsync(ct);
        }
        catch (CreateTopicsException failure) when (failure.Results.TrueForAll(r => !r.Error.IsError || r.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Another service was faster.
        }
        catch (KafkaException failure) when (failure.Error.IsLocalError)
        {
            watch.Away();
        }
    }
}
