using Confluent.Kafka;

namespace Commerce.Messaging;

/// <summary>
/// What was fetched and not yet received, partition by partition, so that a flooded one does not keep the others waiting. The poll
/// thread fills it, the consumer loop empties it.
/// </summary>
internal sealed class PartitionBuffers
{
    /// <summary>Messages that a partition may hold ahead of the consumer.</summary>
    public const int Room = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Topic, int Partition), Owned> _owned = [];
    private Queue<Owned> _filled = new();
    private TaskCompletionSource? _arrival;
    private Exception? _failure;

    public void Own(IEnumerable<TopicPartition> partitions)
    {
        lock (_gate)
        {
            foreach (var partition in partitions)
                _owned[(partition.Topic, partition.Partition.Value)] = new Owned();
        }
    }

    /// <summary>The partitions belong to others now, who begin behind the last commit: what is buffered comes to them.</summary>
    public void Lose(IEnumerable<TopicPartition> partitions)
    {
        lock (_gate)
        {
            foreach (var partition in partitions)
                _owned.Remove((partition.Topic, partition.Partition.Value));
            _filled = new(_filled.Where(_owned.ContainsValue));
        }
    }

    /// <returns>False when the partition has no room for more.</returns>
    public bool Add(LogMessage message)
    {
        TaskCompletionSource? arrival;
        bool hasRoom;
        lock (_gate)
        {
            if (!_owned.TryGetValue((message.Topic, message.Partition), out var owned) || message.Position <= owned.Last)
                return true;
            owned.Last = message.Position;
            owned.Messages.Enqueue(message);
            if (owned.Messages.Count == 1)
                _filled.Enqueue(owned);
            hasRoom = owned.Messages.Count < Room;
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.SetResult();
        return hasRoom;
    }

    public bool HasRoom(TopicPartition partition, int atMost = Room)
    {
        lock (_gate)
            return !_owned.TryGetValue((partition.Topic, partition.Partition.Value), out var owned) || owned.Messages.Count < atMost;
    }

    /// <summary>Lets the one who waits for messages know that none will come.</summary>
    public void Fail(Exception failure)
    {
        TaskCompletionSource? arrival;
        lock (_gate)
        {
            _failure = failure;
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.SetResult();
    }

    public async Task<IReadOnlyList<LogMessage>> TakeAsync(int atMost, CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            Task arrival;
            lock (_gate)
            {
                if (_failure is not null)
                    throw new InvalidOperationException($"Consuming from Kafka ended: {_failure.Message}", _failure);
                if (_filled.Count > 0)
                    return Take(atMost);
                _arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                arrival = _arrival.Task;
            }

            await arrival.WaitAsync(ct);
        }
    }

    /// <summary>
    /// Whether everything up to this position may be committed: it was received since this member owns the partition, and nothing
    /// beyond it has been committed. A commit for a partition that has gone elsewhere would take back what its new owner committed.
    /// </summary>
    public bool Handled(string topic, int partition, long position)
    {
        lock (_gate)
        {
            if (!_owned.TryGetValue((topic, partition), out var owned) || owned.First > position || position <= owned.Committed)
                return false;
            owned.Committed = position;
            return true;
        }
    }

    private List<LogMessage> Take(int atMost)
    {
        var taken = new List<LogMessage>(Math.Min(atMost, Room));
        var share = Math.Max(1, atMost / _filled.Count);
        while (taken.Count < atMost && _filled.TryDequeue(out var owned))
        {
            owned.First = Math.Min(owned.First, owned.Messages.Peek().Position);
            for (var left = Math.Min(share, atMost - taken.Count); left > 0 && owned.Messages.TryDequeue(out var message); left--)
                taken.Add(message);
            if (owned.Messages.Count > 0)
                _filled.Enqueue(owned);
        }

        return taken;
    }

    private sealed class Owned
    {
        public Queue<LogMessage> Messages { get; } = new();

        /// <summary>The highest position fetched.</summary>
        public long Last { get; set; } = -1;

        /// <summary>The lowest position received.</summary>
        public long First { get; set; } = long.MaxValue;

        public long Committed { get; set; } = -1;
    }
}
