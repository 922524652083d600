using System.Data;
using Commerce.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>
/// Moves committed messages from the outbox to the event log, in commit-safe order. One relay per service is at work: the one that
/// holds the advisory lock. Should two ever overlap, messages arrive twice and the inbox makes the second nothing.
/// </summary>
internal sealed partial class OutboxRelay(
    NpgsqlDataSource database, IEventLog log, OutboxSignal signal, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const long LeaderLock = 0x6F7574626F78; // "outbox"
    private const int BatchSize = 1000;

    // Reading takes milliseconds: a connection that is silent for so long is dead, and while it leads nobody else does.
    private const int PatienceSeconds = 10;

    private const string Read = """
        SELECT position, message_id, topic, key, envelope FROM (
            (SELECT * FROM outbox WHERE position > $1 ORDER BY position LIMIT $2)
            UNION ALL
            (SELECT o.* FROM unnest($3::bigint[], $4::bigint[]) AS gap (low, high) JOIN outbox o ON o.position BETWEEN gap.low AND gap.high)
        ) AS found ORDER BY position
        """;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The database or the log is away. Committed messages wait in the outbox.
                LogInterrupted(logger, failure);
            }

            await Task.Delay(RetryInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static NpgsqlBatch ReadBatch(NpgsqlConnection connection, OutboxCursor cursor) => new(connection)
    {
        Timeout = PatienceSeconds,
        BatchCommands =
        {
            new("SELECT pg_snapshot_xmin(pg_current_snapshot())"),
            new(Read)
            {
                Parameters =
                {
                    new() { Value = cursor.Head },
                    new() { Value = BatchSize },
                    new() { Value = cursor.GapStarts },
                    new() { Value = cursor.GapEnds },
                },
            },
        },
    };

    private async Task LeadAsync(CancellationToken ct)
    {
        // The session owns the lock: the server frees it the moment this process dies.
        await using var leadership = await database.OpenConnectionAsync(ct);
        await using var lockCommand = new NpgsqlCommand($"SELECT pg_try_advisory_lock({LeaderLock})", leadership);
        if (!(bool)(await lockCommand.ExecuteScalarAsync(ct))!)
            return;
        try
        {
            await MoveWhileLeadingAsync(leadership, ct);
        }
        finally
        {
            await ResignAsync(leadership);
        }
    }

    // The connection goes back to the pool, where it would keep the lock from everybody, and others rely on durable commits.
    private static async Task ResignAsync(NpgsqlConnection leadership)
    {
        if (leadership.FullState != ConnectionState.Open)
            return;
        await using var unlock = new NpgsqlCommand($"SELECT pg_advisory_unlock({LeaderLock}); RESET synchronous_commit", leadership);
        await unlock.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task MoveWhileLeadingAsync(NpgsqlConnection leadership, CancellationToken ct)
    {
        var checkpoint = await OutboxCheckpoint.LoadAsync(leadership, ct);
        var cursor = new OutboxCursor(checkpoint.Saved);
        LogLeading(logger, cursor.Checkpoint);
        try
        {
            while (!ct.IsCancellationRequested)
            {
                var moved = await MoveAsync(cursor, leadership, ct);
                await checkpoint.SaveWhenDueAsync(cursor.Checkpoint, ct);
                if (moved < BatchSize)
                    await signal.WaitAsync(checkpoint.Saved == cursor.Checkpoint ? PollInterval : OutboxCheckpoint.SaveInterval, ct);
            }
        }
        finally
        {
            if (leadership.FullState == ConnectionState.Open)
                await checkpoint.SaveAsync(cursor.Checkpoint, CancellationToken.None);
        }
    }

    private async Task<int> MoveAsync(OutboxCursor cursor, NpgsqlConnection leadership, CancellationToken ct)
    {
        var (positions, records, oldestRunning) = await ReadAsync(cursor, leadership, ct);
        if (records.Count > 0)
        {
            FaultPoint.Reached("relay.before-publish");
            await log.AppendAsync(records, ct);
            FaultPoint.Reached("relay.after-publish");
            MessagingMetrics.Published.Add(records.Count);
        }

        if (cursor.Saw(positions, oldestRunning))
            cursor.MarkGaps(await NewTransactionIdAsync(leadership, ct));
        return records.Count;
    }

    private static async Task<(List<long> Positions, List<LogRecord> Records, ulong OldestRunning)> ReadAsync(
        OutboxCursor cursor, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var batch = ReadBatch(connection, cursor);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var oldestRunning = reader.GetFieldValue<ulong>(0);

        await reader.NextResultAsync(ct);
        var positions = new List<long>();
        var records = new List<LogRecord>();
        while (await reader.ReadAsync(ct))
        {
            positions.Add(reader.GetInt64(0));
            records.Add(new LogRecord(reader.GetString(2), reader.GetString(3), reader.GetGuid(1), reader.GetString(4)));
        }

        return (positions, records, oldestRunning);
    }

    private static async Task<ulong> NewTransactionIdAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_current_xact_id()", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetFieldValue<ulong>(0);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The outbox relay leads from position {Checkpoint}")]
    private static partial void LogLeading(ILogger logger, long checkpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox relay was interrupted and starts again")]
    private static partial void LogInterrupted(ILogger logger, Exception failure);
}
