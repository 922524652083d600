using System.Collections.Concurrent;
using Commerce.Data;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>The event log kept in a PostgreSQL database of its own.</summary>
public sealed class PostgresEventLog : IEventLog, IAsyncDisposable
{
    /// <summary>Partitions per topic: how many consumers of one group can share a topic.</summary>
    public const int Partitions = 8;

    private const string AppendToTopic = """
        WITH head AS (
            UPDATE log_topics SET last_position = last_position + cardinality($2::uuid[]) WHERE topic = $1
            RETURNING last_position - cardinality($2::uuid[]) AS base)
        INSERT INTO log_messages (topic, partition, position, message_id, key, envelope)
        SELECT $1, r.partition, head.base + r.ordinal, r.message_id, r.key, r.envelope
        FROM head, unnest($2::uuid[], $3::int[], $4::text[], $5::text[]) WITH ORDINALITY AS r (message_id, partition, key, envelope, ordinal)
        """;

    // Only what every group that ever read the topic has behind it; a partition that a group has not begun is kept whole for it.
    private const string Purge = """
        DELETE FROM log_messages m USING (
            SELECT p.topic, p.partition, min(coalesce(o.position, 0)) AS position
            FROM (SELECT DISTINCT g.consumer_group, g.topic, n AS partition FROM log_offsets g CROSS JOIN generate_series(0, $2) AS n) p
            LEFT JOIN log_offsets o USING (consumer_group, topic, partition) GROUP BY p.topic, p.partition) AS read
        WHERE m.topic = read.topic AND m.partition = read.partition AND m.position <= read.position AND m.appended_at < now() - $1::interval
        """;

    // An append or a read takes milliseconds: a connection that is silent for so long is dead, and the next one may be alive.
    private const int PatienceSeconds = 10;
    private const int PurgePatienceSeconds = 60;

    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlDataSource _memberships;
    private readonly ConcurrentDictionary<string, bool> _topics = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _migrating = new(1, 1);
    private bool _migrated;

    public PostgresEventLog(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            KeepAlive = 10,
            CommandTimeout = PatienceSeconds,
            ApplicationName = "event-log",
            NoResetOnClose = true,
        };
        settings.WatchBothEnds();
        _database = NpgsqlDataSource.Create(settings);
        settings.Pooling = false;
        _memberships = NpgsqlDataSource.Create(settings);
    }

    internal NpgsqlDataSource Database => _database;

    /// <summary>Connections that stand for a group's member. Never pooled: back in a pool they would keep the member's claims alive.</summary>
    internal NpgsqlDataSource Memberships => _memberships;

    /// <inheritdoc/>
    public async Task AppendAsync(IReadOnlyList<LogRecord> records, CancellationToken ct)
    {
        // Topics in one order everywhere, so that two appenders never wait for each other's row locks in a circle.
        var byTopic = records.GroupBy(r => r.Topic).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        await EnsureTopicsAsync(byTopic.Select(g => g.Key), ct);

        // One transaction, and its wake-up arrives when it has committed. Commits that wake somebody take turns, which is no loss: only a
        // relay makes them, a batch at a time.
        await using var connection = await _database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var topic in byTopic)
            batch.BatchCommands.Add(Append(topic.Key, [.. topic]));
        batch.BatchCommands.Add(Wake(byTopic));
        await batch.ExecuteNonQueryAsync(ct);
        var appended = byTopic.Index().Sum(topic => batch.BatchCommands[topic.Index].RecordsAffected);
        if (appended != records.Count)
            throw new InvalidOperationException($"The event log took {appended} of {records.Count} messages.");
    }

    /// <inheritdoc/>
    public ILogSubscription Subscribe(string group, IReadOnlyList<string> topics) => new PostgresSubscription(this, group, topics);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogBacklog>> BacklogAsync(string group, IReadOnlyList<string> topics, CancellationToken ct)
    {
        await EnsureSchemaAsync(ct);
        return await PostgresBacklog.ReadAsync(_database, group, topics, ct);
    }

    /// <summary>Forgets messages of that age which every group has read.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> PurgeAsync(TimeSpan age, CancellationToken ct)
    {
        await EnsureSchemaAsync(ct);
        await using var command = _database.CreateCommand(Purge);
        command.CommandTimeout = PurgePatienceSeconds;
        command.Parameters.Add(new() { Value = age });
        command.Parameters.Add(new() { Value = Partitions - 1 });
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _memberships.DisposeAsync();
        _migrating.Dispose();
    }

    internal static string Channel(string topic) => $"log:{topic}";

    internal static string TopicOf(string channel) => channel["log:".Length..];

    internal async Task EnsureTopicsAsync(IEnumerable<string> topics, CancellationToken ct)
    {
        await EnsureSchemaAsync(ct);
        foreach (var topic in topics.Where(t => !_topics.ContainsKey(t)))
        {
            await using var command = _database.CreateCommand("INSERT INTO log_topics (topic) VALUES ($1) ON CONFLICT DO NOTHING");
            command.Parameters.Add(new() { Value = topic });
            await command.ExecuteNonQueryAsync(ct);
            _topics[topic] = true;
        }
    }

    private static NpgsqlBatchCommand Append(string topic, LogRecord[] records) => new(AppendToTopic)
    {
        Parameters =
        {
            new() { Value = topic },
            new() { Value = Array.ConvertAll(records, r => r.MessageId) },
            new() { Value = Array.ConvertAll(records, r => PartitionOf(r.Key)) },
            new() { Value = Array.ConvertAll(records, r => r.Key) },
            new() { Value = Array.ConvertAll(records, r => r.Envelope) },
        },
    };

    private static NpgsqlBatchCommand Wake(IGrouping<string, LogRecord>[] byTopic) =>
        new("SELECT pg_notify(n.topic, n.partitions) FROM unnest($1::text[], $2::text[]) AS n (topic, partitions)")
        {
            Parameters =
            {
                new() { Value = Array.ConvertAll(byTopic, g => Channel(g.Key)) },
                new() { Value = Array.ConvertAll(byTopic, g => string.Join(',', g.Select(r => PartitionOf(r.Key)).Distinct())) },
            },
        };

    // FNV-1a: stable across processes and versions, unlike string.GetHashCode.
    private static int PartitionOf(string key)
    {
        var hash = 2166136261u;
        foreach (var character in key)
            hash = (hash ^ character) * 16777619u;
        return (int)(hash % Partitions);
    }

    private async Task EnsureSchemaAsync(CancellationToken ct)
    {
        if (_migrated)
            return;
        await _migrating.WaitAsync(ct);
        try
        {
            var schema = new MigrationSource("event-log", typeof(PostgresEventLog).Assembly, "EventLog.Postgres.Migrations");
            await SqlMigrations.ApplyAsync(_database, [schema], ct);
            _migrated = true;
        }
        finally
        {
            _migrating.Release();
        }
    }
}
