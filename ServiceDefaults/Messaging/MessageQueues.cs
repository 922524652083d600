using Commerce.Data;

namespace Commerce.Messaging;

/// <summary>Messages that wait for this service.</summary>
/// <param name="Kind"><c>outbox</c>, <c>topic</c> or <c>retries</c>.</param>
/// <param name="IsMore">There are more than were counted.</param>
/// <param name="OldestAt">Since when the one in front has been waiting; null when none does.</param>
public sealed record MessageQueue(string Name, string Kind, long Waiting, bool IsMore, DateTimeOffset? OldestAt);

/// <summary>How far a service is behind: what it has said and nobody heard yet, what was said to it, and what it will try again.</summary>
public sealed class MessageQueues
{
    private const string Own = """
        SELECT
            (SELECT count(*) FROM (SELECT FROM outbox o WHERE o.position > r.checkpoint LIMIT $1) AS counted),
            (SELECT o.recorded_at FROM outbox o WHERE o.position > r.checkpoint ORDER BY o.position LIMIT 1),
            (SELECT count(*) FROM (SELECT FROM dead_letters d WHERE d.status = 'retrying' LIMIT $1) AS counted),
            (SELECT min(d.dead_at) FROM (SELECT dead_at FROM dead_letters WHERE status = 'retrying' LIMIT $1) AS d)
        FROM outbox_relay r
        """;

    private readonly string _group;
    private readonly HandlerTable _handlers;
    private readonly IEventLog _log;

    internal MessageQueues(string group, HandlerTable handlers, IEventLog log) => (_group, _handlers, _log) = (group, handlers, log);

    /// <exception cref="TimeoutException">The event log is away.</exception>
    public async Task<IReadOnlyList<MessageQueue>> LookAsync(Session session, CancellationToken ct)
    {
        const int atMost = PostgresBacklog.MaxCounted;
        var own = await session.QuerySingleAsync(
            Own,
            row => new[] { Of("outbox", "outbox", row.GetInt64(0), At(row, 1)), Of("retries", "retries", row.GetInt64(2), At(row, 3)) },
            ct, atMost);
        var topics = await _log.BacklogAsync(_group, _handlers.Topics, ct);
        return [own![0], .. topics.Select(t => new MessageQueue(t.Topic, "topic", t.Waiting, t.IsMore, t.OldestAt)), own[1]];

        static MessageQueue Of(string name, string kind, long waiting, DateTimeOffset? oldest) => new(name, kind, waiting, waiting == atMost, oldest);
        static DateTimeOffset? At(Npgsql.NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
    }
}
