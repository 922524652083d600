namespace Commerce.Messaging;

/// <summary>
/// A durable, partitioned log. Messages of one key keep their order; delivery is at least once. Two transports stand behind it:
/// Kafka, and PostgreSQL where no Kafka is configured.
/// </summary>
public interface IEventLog
{
    /// <summary>
    /// Makes the records durable, in order per key. A record that the log can never take is refused together with the whole batch. After
    /// any other failure each key may have a beginning of its records in the log: append all of them again, and consumers will drop
    /// the duplicates.
    /// </summary>
    Task AppendAsync(IReadOnlyList<LogRecord> records, CancellationToken ct);

    /// <summary>Joins a consumer group. The partitions of the topics are shared out among the group's live members.</summary>
    ILogSubscription Subscribe(string group, IReadOnlyList<string> topics);

    /// <summary>What a consumer group has not handled yet, topic by topic; of a topic that has no messages, nothing. May be a moment old.</summary>
    /// <exception cref="TimeoutException">The log is away.</exception>
    Task<IReadOnlyList<LogBacklog>> BacklogAsync(string group, IReadOnlyList<string> topics, CancellationToken ct);
}

/// <summary>Messages of a topic that a consumer group has still before it.</summary>
/// <param name="IsMore">There are more than were counted.</param>
/// <param name="OldestAt">Since when the first of them has been in the log; null when there is none.</param>
public sealed record LogBacklog(string Topic, long Waiting, bool IsMore, DateTimeOffset? OldestAt);

/// <summary>What is appended. <paramref name="Envelope"/> is the JSON of <see cref="Messaging.Envelope"/>.</summary>
public sealed record LogRecord(string Topic, string Key, Guid MessageId, string Envelope);

/// <summary>What is read, with its place in the log.</summary>
public sealed record LogMessage(string Topic, int Partition, long Position, string Key, Guid MessageId, string Envelope)
{
    /// <summary>Why nobody can read the message: a foreign producer wrote it. It belongs to the dead letters.</summary>
    public string? Fault { get; init; }
}

/// <summary>One member of a consumer group. Used by one loop at a time: receive, handle, commit.</summary>
public interface ILogSubscription : IAsyncDisposable
{
    /// <summary>Waits for messages and returns those after the last ones returned, in order per key.</summary>
    Task<IReadOnlyList<LogMessage>> ReceiveAsync(int atMost, CancellationToken ct);

    /// <summary>
    /// Remembers that these are handled. Called after their effects are durable. The place may be written down a moment later: what a
    /// member handled just before it was killed is delivered again.
    /// </summary>
    Task CommitAsync(IReadOnlyList<LogMessage> handled, CancellationToken ct);
}
