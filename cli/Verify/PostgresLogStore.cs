namespace Commerce.Cli;

/// <summary>The event log in PostgreSQL.</summary>
internal sealed class PostgresLogStore(Stores stores) : ILogStore
{
    private const string Messages = $"""
        SELECT message_id, topic, coalesce(substring(envelope from '"eventType":"([^"]+)"'), '') AS type, bool_or(appended_at > now() - {MessageInvariants.Remembered})
        FROM log_messages GROUP BY message_id, topic, type
        """;

    private const string Lags = """
        SELECT g.consumer_group || ' lags in ' || m.topic || '/' || m.partition || ' by ' || (m.last - coalesce(o.position, 0)) || ' positions'
        FROM (SELECT DISTINCT consumer_group, topic FROM log_offsets) g
        JOIN (SELECT topic, partition, max(position) AS last FROM log_messages GROUP BY topic, partition) m USING (topic)
        LEFT JOIN log_offsets o ON o.consumer_group = g.consumer_group AND o.topic = m.topic AND o.partition = m.partition
        WHERE m.last > coalesce(o.position, 0)
        """;

    public Task<IReadOnlyList<Logged>> MessagesAsync(CancellationToken ct) =>
        stores.RowsAsync(Stores.EventLog, Messages, row => new Logged(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetBoolean(3)), ct);

    public Task<IReadOnlyList<string>> LagsAsync(CancellationToken ct) => stores.LinesAsync(Stores.EventLog, Lags, ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
