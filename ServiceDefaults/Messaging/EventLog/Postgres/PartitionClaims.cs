using System.Diagnostics;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>Which partitions this member of a group reads. Every member takes its fair share and gives back what is more than that.</summary>
internal sealed class PartitionClaims(string group, IReadOnlyList<string> topics)
{
    // Each member has one connection of this name, which the server forgets the moment the member dies.
    private const string CountMembers = "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1";

    private const string Claim = """
        SELECT c.topic, c.partition
        FROM unnest($2::text[], $3::int[]) AS c (topic, partition)
        WHERE pg_try_advisory_lock(hashtextextended($1 || '/' || c.topic || '/' || c.partition, 0))
        """;

    private const string Release = """
        SELECT pg_advisory_unlock(hashtextextended($1 || '/' || c.topic || '/' || c.partition, 0))
        FROM unnest($2::text[], $3::int[]) AS c (topic, partition)
        """;

    private const string Offsets = "SELECT topic, partition, position FROM log_offsets WHERE consumer_group = $1";

    private static readonly TimeSpan BalanceInterval = TimeSpan.FromSeconds(2);
    private readonly List<Held> _held = [];
    private long _balancedAt;

    /// <summary>The application name by which the server knows the group's members.</summary>
    public string ConnectionName => $"event-log/{group}";

    public IReadOnlyList<Held> Held => _held;

    /// <summary>True when <see cref="BalanceAsync"/> would look whether partitions have to be taken or given back.</summary>
    public bool IsBalanceDue => _balancedAt == 0 || Stopwatch.GetElapsedTime(_balancedAt) >= BalanceInterval;

    public void Forget()
    {
        _held.Clear();
        _balancedAt = 0;
    }

    public void Reached(string topic, int partition, long position)
    {
        var index = _held.FindIndex(h => h.Topic == topic && h.Partition == partition);
        if (index >= 0)
            _held[index] = _held[index] with { Position = position };
    }

    /// <summary>Called between batches, so a partition that is given back has no message in flight.</summary>
    /// <returns>True when it has taken partitions.</returns>
    public async Task<bool> BalanceAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (!IsBalanceDue)
            return false;
        _balancedAt = Stopwatch.GetTimestamp();

        await using var count = Command(connection, CountMembers, ConnectionName);
        var members = Math.Max(1, (int)(await count.ExecuteScalarAsync(ct))!);

        var all = topics.SelectMany(t => Enumerable.Range(0, PostgresEventLog.Partitions).Select(p => (Topic: t, Partition: p))).ToArray();
        var share = (all.Length + members - 1) / members;
        var before = _held.Count;
        if (before > share)
            await GiveBackAsync(connection, before - share, ct);
        else if (before < share)
            await TakeAsync(connection, [.. all.Except(_held.Select(h => (h.Topic, h.Partition)))], share - before, ct);
        return _held.Count > before;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static async Task<List<(string Topic, int Partition)>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var rows = new List<(string, int)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add((reader.GetString(0), reader.GetInt32(1)));
        return rows;
    }

    private async Task TakeAsync(NpgsqlConnection connection, (string Topic, int Partition)[] free, int atMost, CancellationToken ct)
    {
        // Asked for one share at a time: claiming all and returning some would take partitions from under their next owner.
        for (var from = 0; from < free.Length && atMost > 0;)
        {
            var wanted = free[from..Math.Min(free.Length, from + atMost)];
            from += wanted.Length;
            await using var claim = Command(connection, Claim, group, Array.ConvertAll(wanted, w => w.Topic), Array.ConvertAll(wanted, w => w.Partition));
            var taken = await ReadAsync(claim, ct);
            atMost -= taken.Count;
            _held.AddRange(taken.Select(t => new Held(t.Topic, t.Partition, 0)));
        }

        await using var offsets = Command(connection, Offsets, group);
        await using var reader = await offsets.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            Resume(reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2));
    }

    private void Resume(string topic, int partition, long position)
    {
        var held = _held.Find(h => h.Topic == topic && h.Partition == partition);
        if (held is not null && held.Position < position)
            Reached(topic, partition, position);
    }

    private async Task GiveBackAsync(NpgsqlConnection connection, int count, CancellationToken ct)
    {
        var surplus = _held[^count..];
        await using var release = Command(
            connection, Release, group, surplus.Select(h => h.Topic).ToArray(), surplus.Select(h => h.Partition).ToArray());
        await release.ExecuteNonQueryAsync(ct);
        _held.RemoveRange(_held.Count - count, count);
    }
}

/// <summary>A claimed partition and the last position handled in it.</summary>
internal sealed record Held(string Topic, int Partition, long Position);
