using System.Diagnostics;
using Npgsql;

namespace Commerce.Messaging;

/// <summary>
/// How much of the outbox is settled, as the next relay will find it. It is written down a few times a second, not after every batch, and
/// without waiting for the disk: a lost checkpoint means messages sent twice, never lost.
/// </summary>
internal sealed class OutboxCheckpoint
{
    public static readonly TimeSpan SaveInterval = TimeSpan.FromMilliseconds(100);
    private readonly NpgsqlConnection _leadership;
    private long _savedAt;

    private OutboxCheckpoint(NpgsqlConnection leadership, long saved)
    {
        _leadership = leadership;
        Saved = saved;
    }

    /// <summary>Every position up to here is settled, and the database knows it.</summary>
    public long Saved { get; private set; }

    public static async Task<OutboxCheckpoint> LoadAsync(NpgsqlConnection leadership, CancellationToken ct)
    {
        await using var load = new NpgsqlCommand("SET synchronous_commit = off; SELECT checkpoint FROM outbox_relay", leadership);
        return new OutboxCheckpoint(leadership, (long)(await load.ExecuteScalarAsync(ct))!);
    }

    public Task SaveWhenDueAsync(long checkpoint, CancellationToken ct) =>
        Stopwatch.GetElapsedTime(_savedAt) < SaveInterval ? Task.CompletedTask : SaveAsync(checkpoint, ct);

    public async Task SaveAsync(long checkpoint, CancellationToken ct)
    {
        if (checkpoint == Saved)
            return;
        await using var save = new NpgsqlCommand("UPDATE outbox_relay SET checkpoint = $1", _leadership);
        save.Parameters.Add(new() { Value = checkpoint });
        await save.ExecuteNonQueryAsync(ct);
        Saved = checkpoint;
        _savedAt = Stopwatch.GetTimestamp();
    }
}
