using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Commerce.Messaging;

/// <summary>
/// One member of a Kafka consumer group. A thread of its own polls, because polling blocks and rebalances happen inside it: a handler
/// that takes long neither holds up a rebalance nor costs the member its place, and no thread of the pool waits for a broker.
/// </summary>
internal sealed partial class KafkaSubscription(
    KafkaSettings settings, KafkaTopics kafkaTopics, BrokerWatch watch, string group, IReadOnlyList<string> topics, ILogger logger) : ILogSubscription
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RoomPatience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);
    private readonly PartitionBuffers _buffers = new();
    private readonly HashSet<TopicPartition> _paused = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _open = new();
    private IConsumer<byte[], byte[]>? _consumer;
    private volatile bool _isStopping;
    private bool _hasStarted;
    private bool _hasJoined;

    public async Task<IReadOnlyList<LogMessage>> ReceiveAsync(int atMost, CancellationToken ct)
    {
        if (!_hasStarted)
        {
            await kafkaTopics.EnsureAsync(topics, ct);
            _consumer = Build();
            new Thread(Poll) { IsBackground = true, Name = $"kafka {group}" }.Start();
            _hasStarted = true;
        }

        return await _buffers.TakeAsync(atMost, ct);
    }

    /// <remarks>The brokers hear of it a moment later, see <see cref="KafkaSettings.Consumer"/>; what they have not heard of comes again.</remarks>
    public Task CommitAsync(IReadOnlyList<LogMessage> handled, CancellationToken ct)
    {
        lock (_open)
        {
            if (_consumer is null)
                return Task.CompletedTask; // the next receive says why
            foreach (var reached in handled.GroupBy(m => (m.Topic, m.Partition)))
            {
                var position = reached.Max(m => m.Position);
                if (_buffers.Handled(reached.Key.Topic, reached.Key.Partition, position))
                    Store(_consumer, new(reached.Key.Topic, reached.Key.Partition, position + 1));
            }
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        if (!_hasStarted)
            return;
        await Task.WhenAny(_ended.Task, Task.Delay(EndPatience)); // brokers that are away must not keep a service from stopping
    }

    private static void Store(IConsumer<byte[], byte[]> consumer, TopicPartitionOffset next)
    {
        try
        {
            consumer.StoreOffset(next);
        }
        catch (KafkaException lost) when (lost.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
        {
            // The partition went to another member this very moment. It gets the messages again, and its inbox knows them.
        }
    }

    private IConsumer<byte[], byte[]> Build() => new ConsumerBuilder<byte[], byte[]>(settings.Consumer(group))
        .SetLogHandler((_, message) => watch.Log(message))
        .SetErrorHandler((_, error) =>
        {
            if (error.Code == ErrorCode.Local_AllBrokersDown)
                watch.Away();
        })
        .SetPartitionsAssignedHandler((_, partitions) =>
        {
            watch.Here();
            _hasJoined = true;
            _buffers.Own(partitions);
            LogOwned(logger, group, partitions.Count);
        })
        .SetPartitionsRevokedHandler((_, partitions) => Lose(partitions))
        .SetPartitionsLostHandler((_, partitions) => Lose(partitions))
        .Build();

    private void Lose(List<TopicPartitionOffset> partitions)
    {
        var lost = partitions.ConvertAll(p => p.TopicPartition);
        _buffers.Lose(lost);
        _paused.ExceptWith(lost);
        LogLost(logger, group, lost.Count);
    }

    private void Poll()
    {
        var consumer = _consumer!;
        try
        {
            consumer.Subscribe(topics);
            while (!_isStopping)
            {
                if (Next(consumer) is { } result && !_buffers.Add(KafkaRecord.Read(result)))
                    MakeRoom(consumer, result.TopicPartition);
                Resume(consumer);
            }
        }
        catch (Exception failure)
        {
            _buffers.Fail(failure);
        }
        finally
        {
            lock (_open)
                _consumer = null;
            End(consumer);
            _ended.SetResult();
        }
    }

    private ConsumeResult<byte[], byte[]>? Next(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            var result = consumer.Consume(PollInterval);
            if (result is not null)
                watch.Here();
            return result;
        }
        catch (ConsumeException failure) when (failure.Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            kafkaTopics.Forget(); // somebody deleted it; the next subscription creates it again
            throw;
        }
        catch (ConsumeException failure) when (!failure.Error.IsFatal && IsPassing(failure.Error.Code))
        {
            LogHiccup(logger, group, failure.Error.Reason);
            return null;
        }
    }

    // What permission or configuration forbids does not pass by polling again: it goes up, is said and is tried anew.
    private static bool IsPassing(ErrorCode code) =>
        code is not (ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.InvalidGroupId or ErrorCode.InconsistentGroupProtocol);

    // A consumer that keeps up makes room within a moment. Only for one that does not is the partition paused, as fetching it again costs.
    private void MakeRoom(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        if (SpinWait.SpinUntil(() => _buffers.HasRoom(partition) || _isStopping, RoomPatience))
            return;
        consumer.Pause([partition]);
        _paused.Add(partition);
    }

    private void Resume(IConsumer<byte[], byte[]> consumer)
    {
        if (_paused.Count == 0)
            return;
        var drained = _paused.Where(partition => _buffers.HasRoom(partition, PartitionBuffers.Room / 2)).ToList();
        if (drained.Count == 0)
            return;
        consumer.Resume(drained);
        _paused.ExceptWith(drained);
    }

    private void End(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            // librdkafka 2.0 aborts the process when a cooperative member is destroyed between asking to join and its first assignment.
            while (!_hasJoined)
                consumer.Consume(PollInterval);
            if (settings.LeavesGroup)
                consumer.Close();
        }
        catch (KafkaException failure)
        {
            LogHiccup(logger, group, failure.Error.Reason); // the group finds out by the session timeout
            if (!_hasJoined)
                return;
        }

        consumer.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Group}: {Count} partitions more")]
    private static partial void LogOwned(ILogger logger, string group, int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Group}: {Count} partitions less")]
    private static partial void LogLost(ILogger logger, string group, int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Group}: Kafka: {Reason}")]
    private static partial void LogHiccup(ILogger logger, string group, string reason);
}
