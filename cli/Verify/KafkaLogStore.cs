using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;

namespace Commerce.Cli;

/// <summary>The event log in Kafka, read from its first record to its last without joining any group.</summary>
internal sealed partial class KafkaLogStore(string brokers) : ILogStore
{
    private const string Library = "librdkafka.so.1";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(6);
    private static readonly Lazy<bool> Loaded = new(Load);
    private readonly List<IConsumer<byte[], byte[]>> _readers = [];

    public Task<IReadOnlyList<Logged>> MessagesAsync(CancellationToken ct) => Task.Run(() => Messages(ct), ct);

    public Task<IReadOnlyList<string>> LagsAsync(CancellationToken ct) => Task.Run(Lags, ct);

    public ValueTask DisposeAsync()
    {
        foreach (var reader in _readers)
            reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool Load()
    {
        if (!NativeLibrary.TryLoad(Library, out var library))
            throw new RefusedException(AppHost.Hosting.Monitoring.ExitCodes.MissingTool, $"The event log is Kafka, and {Library} is not installed: sudo apt-get install librdkafka1");
        NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (name, _, _) => name == "librdkafka" ? library : 0);
        return true;
    }

    private static Logged Read(ConsumeResult<byte[], byte[]> record)
    {
        var id = record.Message.Headers is { } headers && headers.TryGetLastBytes("message-id", out var bytes) && Guid.TryParse(Encoding.ASCII.GetString(bytes), out var parsed)
            ? parsed
            : (Guid?)null;
        return new Logged(id, record.Topic, EventType().Match(Encoding.UTF8.GetString(record.Message.Value ?? [])).Groups[1].Value, record.Message.Timestamp.UtcDateTime > TimeProvider.System.GetUtcNow().UtcDateTime - Remembered);
    }

    [GeneratedRegex("\"eventType\":\"([^\"]+)\"")]
    private static partial Regex EventType();

    private IReadOnlyList<Logged> Messages(CancellationToken ct)
    {
        using var reader = Open("commerce-verify");
        var ends = Ends(reader).Where(end => end.Value.High > end.Value.Low).ToDictionary(end => end.Key, end => end.Value.High);
        var messages = new HashSet<Logged>();
        reader.Assign(ends.Keys.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        while (ends.Count > 0)
        {
            ct.ThrowIfCancellationRequested();
            var record = reader.Consume(Timeout) ?? throw new RefusedException(AppHost.Hosting.Monitoring.ExitCodes.Failed, $"Kafka ({brokers}) stopped answering.");
            messages.Add(Read(record));
            if (ends.TryGetValue(record.TopicPartition, out var end) && record.Offset + 1 >= end)
                ends.Remove(record.TopicPartition);
        }

        return [.. messages];
    }

    private IReadOnlyList<string> Lags()
    {
        _ = Loaded.Value;
        var lags = new List<string>();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).SetLogHandler((_, _) => { }).Build();
        foreach (var group in admin.ListGroups(Timeout).Where(group => group.ProtocolType == "consumer").Select(group => group.Group))
        {
            var reader = ReaderOf(group);
            var ends = Ends(reader);
            var reached = reader.Committed(ends.Keys, Timeout).ToDictionary(one => one.TopicPartition, one => one.Offset.IsSpecial ? 0 : one.Offset.Value);
            var topics = reached.Where(one => one.Value > 0).Select(one => one.Key.Topic).ToHashSet();
            lags.AddRange(ends
                .Where(end => topics.Contains(end.Key.Topic) && end.Value.High > Math.Max(end.Value.Low, reached[end.Key]))
                .Select(end => $"{group} lags in {end.Key.Topic}/{end.Key.Partition.Value} by {end.Value.High - reached[end.Key]} positions"));
        }

        return lags;
    }

    private static Dictionary<TopicPartition, (long Low, long High)> Ends(IConsumer<byte[], byte[]> reader)
    {
        using var admin = new DependentAdminClientBuilder(reader.Handle).Build();
        return admin.GetMetadata(Timeout).Topics
            .Where(topic => !topic.Topic.StartsWith("__", StringComparison.Ordinal))
            .SelectMany(topic => topic.Partitions, (topic, partition) => new TopicPartition(topic.Topic, partition.PartitionId))
            .ToDictionary(partition => partition, partition =>
            {
                var watermarks = reader.QueryWatermarkOffsets(partition, Timeout);
                return (watermarks.Low.Value, watermarks.High.Value);
            });
    }

    // Asked several times a second while the platform comes to rest, so the connections stay.
    private IConsumer<byte[], byte[]> ReaderOf(string group)
    {
        if (_readers.Find(reader => reader.Name.StartsWith(group + "#", StringComparison.Ordinal)) is { } known)
            return known;
        var opened = Open(group);
        _readers.Add(opened);
        return opened;
    }

    private IConsumer<byte[], byte[]> Open(string group)
    {
        _ = Loaded.Value;
        return new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = brokers, GroupId = group, ClientId = group, EnableAutoCommit = false, EnableAutoOffsetStore = false })
            .SetLogHandler((_, _) => { })
            .Build();
    }
}
