using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>
/// One member of a consumer group. A connection of its own listens for new messages, remembers offsets and holds the claims on
/// partitions as advisory locks: when the process dies, the server drops them and another member takes over.
/// </summary>
internal sealed class PostgresSubscription(PostgresEventLog log, string group, IReadOnlyList<string> topics) : ILogSubscription
{
    // A partition at a time takes its turn, so that a flooded topic does not keep the others waiting.
    private const string ReadClaimed = """
        SELECT c.topic, c.partition, m.position, m.key, m.message_id, m.envelope
        FROM unnest($1::text[], $2::int[], $3::bigint[]) AS c (topic, partition, position)
        CROSS JOIN LATERAL (
            SELECT position, key, message_id, envelope, row_number() OVER (ORDER BY position) AS turn FROM log_messages
            WHERE topic = c.topic AND partition = c.partition AND position > c.position
            ORDER BY position LIMIT $4) AS m
        ORDER BY m.turn, c.topic, m.position LIMIT $5
        """;

    private const string SaveOffsets = """
        INSERT INTO log_offsets (consumer_group, topic, partition, position)
        SELECT $1, * FROM unnest($2::text[], $3::int[], $4::bigint[])
        ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET position = GREATEST(log_offsets.position, EXCLUDED.position)
        """;

    // A wake-up can be lost with the appender that owed it, so everything is looked at this often.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // Saving after every batch would be a transaction for every few messages. What a killed member had not saved comes again,
    // and the inbox makes it nothing.
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<(string Topic, int Partition), long> _unsaved = [];
    private readonly PartitionClaims _claims = new(group, topics);
    private readonly ConcurrentDictionary<(string Topic, int Partition), bool> _awake = [];
    private NpgsqlConnection? _connection;
    private long _polledAt;
    private long _savedAt;

    public async Task<IReadOnlyList<LogMessage>> ReceiveAsync(int atMost, CancellationToken ct)
    {
        while (true)
        {
            var connection = await ConnectAsync(ct);
            // Whoever takes over a partition that is given back begins where this member left off.
            if (_claims.IsBalanceDue || Stopwatch.GetElapsedTime(_savedAt) >= SaveInterval)
                await SaveAsync(connection, ct);
            if (await _claims.BalanceAsync(connection, ct) || Stopwatch.GetElapsedTime(_polledAt) > PollInterval)
                WakeAll();
            var messages = await ReadAsync(atMost, ct);
            if (messages.Count > 0)
                return messages;
            if (_awake.IsEmpty)
                await connection.WaitAsync(_unsaved.Count > 0 ? SaveInterval : PollInterval, ct);
        }
    }

    public Task CommitAsync(IReadOnlyList<LogMessage> handled, CancellationToken ct)
    {
        foreach (var message in handled)
        {
            var partition = (message.Topic, message.Partition);
            if (!_unsaved.TryGetValue(partition, out var reached) || reached < message.Position)
                _unsaved[partition] = message.Position;
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        await using (connection)
        {
            if (connection.FullState == ConnectionState.Open)
                await SaveAsync(connection, CancellationToken.None);
        }
    }

    private async Task SaveAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (_unsaved.Count == 0)
            return;
        await using var command = new NpgsqlCommand(SaveOffsets, connection)
        {
            Parameters =
            {
                new() { Value = group },
                new() { Value = _unsaved.Keys.Select(p => p.Topic).ToArray() },
                new() { Value = _unsaved.Keys.Select(p => p.Partition).ToArray() },
                new() { Value = _unsaved.Values.ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
        _unsaved.Clear();
        _savedAt = Stopwatch.GetTimestamp();
    }

    private void WakeAll()
    {
        _polledAt = Stopwatch.GetTimestamp();
        Wake(_claims.Held);
    }

    private void Wake(IReadOnlyList<Held> partitions)
    {
        foreach (var held in partitions)
            _awake[(held.Topic, held.Partition)] = true;
    }

    // What was appended: the topic by its channel, its partitions by number.
    private void Wake(object sender, NpgsqlNotificationEventArgs notice)
    {
        foreach (var number in notice.Payload.Split(','))
        {
            if (int.TryParse(number, CultureInfo.InvariantCulture, out var partition))
                _awake[(PostgresEventLog.TopicOf(notice.Channel), partition)] = true;
        }
    }

    private async Task<List<LogMessage>> ReadAsync(int atMost, CancellationToken ct)
    {
        // Taken before reading: who wakes one meanwhile wakes it for the next read.
        var asked = _claims.Held.Where(h => _awake.TryRemove((h.Topic, h.Partition), out _)).ToArray();
        var messages = new List<LogMessage>();
        if (asked.Length == 0)
            return messages;

        var atMostEach = Math.Max(1, atMost / Math.Min(asked.Length, PostgresEventLog.Partitions));
        await using var command = log.Database.CreateCommand(ReadClaimed);
        command.Parameters.Add(new() { Value = Array.ConvertAll(asked, c => c.Topic) });
        command.Parameters.Add(new() { Value = Array.ConvertAll(asked, c => c.Partition) });
        command.Parameters.Add(new() { Value = Array.ConvertAll(asked, c => c.Position) });
        command.Parameters.Add(new() { Value = atMostEach });
        command.Parameters.Add(new() { Value = atMost });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            messages.Add(new LogMessage(
                reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetString(3), reader.GetGuid(4), reader.GetString(5)));
        }

        foreach (var message in messages)
            _claims.Reached(message.Topic, message.Partition, message.Position);
        // Whoever hit a limit may have more.
        if (messages.Count == atMost || messages.GroupBy(m => (m.Topic, m.Partition)).Any(p => p.Count() == atMostEach))
            Wake(asked);
        return messages;
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken ct)
    {
        if (_connection is { FullState: ConnectionState.Open })
            return _connection;
        await DisposeAsync();
        _claims.Forget();
        await log.EnsureTopicsAsync(topics, ct);

        var connection = await log.Memberships.OpenConnectionAsync(ct);
        _connection = connection;
        connection.Notification += Wake;

        // A lost offset is a redelivery, which the inbox makes nothing: no need to wait for the disk.
        var listen = string.Concat(topics.Select(t => $"LISTEN \"{PostgresEventLog.Channel(t)}\";"));
        await using var prepare = new NpgsqlCommand(
            $"SET synchronous_commit = off; SET application_name = '{_claims.ConnectionName}'; {listen}", connection);
        await prepare.ExecuteNonQueryAsync(ct);
        return connection;
    }
}
