using Npgsql;

namespace Commerce.Messaging;

/// <summary>Counts what a group has before it. A partition that is far behind is not counted to its end: that would cost most when there is least to spare.</summary>
internal static class PostgresBacklog
{
    public const int MaxCounted = 10_000;

    private const string Count = """
        SELECT t.topic, coalesce(sum(w.waiting), 0)::bigint, coalesce(bool_or(w.waiting = $4), false), min(w.oldest)
        FROM unnest($2::text[]) AS t (topic)
        CROSS JOIN generate_series(0, $3 - 1) AS p (partition)
        LEFT JOIN log_offsets o ON o.consumer_group = $1 AND o.topic = t.topic AND o.partition = p.partition
        CROSS JOIN LATERAL (
            SELECT
                (SELECT count(*) FROM (
                    SELECT FROM log_messages m WHERE m.topic = t.topic AND m.partition = p.partition AND m.position > coalesce(o.position, 0)
                    ORDER BY m.position LIMIT $4) AS counted) AS waiting,
                (SELECT m.appended_at FROM log_messages m WHERE m.topic = t.topic AND m.partition = p.partition AND m.position > coalesce(o.position, 0)
                    ORDER BY m.position LIMIT 1) AS oldest) AS w
        GROUP BY t.topic ORDER BY t.topic
        """;

    public static async Task<IReadOnlyList<LogBacklog>> ReadAsync(NpgsqlDataSource database, string group, IReadOnlyList<string> topics, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Count);
        command.Parameters.Add(new() { Value = group });
        command.Parameters.Add(new() { Value = topics.ToArray() });
        command.Parameters.Add(new() { Value = PostgresEventLog.Partitions });
        command.Parameters.Add(new() { Value = MaxCounted });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var backlogs = new List<LogBacklog>();
        while (await reader.ReadAsync(ct))
            backlogs.Add(new(reader.GetString(0), reader.GetInt64(1), reader.GetBoolean(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3)));
        return backlogs;
    }
}
