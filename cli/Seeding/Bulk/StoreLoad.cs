using Npgsql;

namespace Commerce.Seeding;

/// <summary>What was loaded into a store before, if anything.</summary>
internal sealed record Mark(string Scale, long Seed, DateTimeOffset Until);

/// <summary>One store's transaction: everything is loaded and checked in it, and it stays open until all stores have come so far.</summary>
internal sealed class StoreLoad(string server, Filling filling) : IAsyncDisposable
{
    private const string Prepare = """
        SET LOCAL session_replication_role = replica; -- no trigger for each row: what they keep is checked at the end, for all rows at once
        SET LOCAL synchronous_commit = off;
        SET LOCAL work_mem = '128MB';
        CREATE SCHEMA IF NOT EXISTS seeded;
        CREATE TABLE IF NOT EXISTS seeded.loads (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), scale text NOT NULL, seed bigint NOT NULL,
            until timestamptz NOT NULL, loaded_at timestamptz NOT NULL DEFAULT now());
        """;

    private readonly NpgsqlConnection _connection = Open(server, filling.Store);

    public Filling Filling => filling;

    /// <summary>Everything is in, and only the commit is missing.</summary>
    public bool IsLoaded { get; private set; }

    public static NpgsqlConnection Open(string server, string store) => new(
        new NpgsqlConnectionStringBuilder(server) { Database = store, Pooling = false, ApplicationName = "seed", CommandTimeout = 0 }.ConnectionString);

    public static async Task<Mark?> MarkOfAsync(string server, string store, CancellationToken ct)
    {
        await using var connection = Open(server, store);
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("SELECT to_regclass('seeded.loads') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(ct))!)
            return null;
        await using var command = new NpgsqlCommand("SELECT scale, seed, until FROM seeded.loads", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new Mark(reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2)) : null;
    }

    public async Task LoadAsync(Mark mark, CancellationToken ct)
    {
        await _connection.OpenAsync(ct);
        await ExecuteAsync("BEGIN", ct);
        await ExecuteAsync(Prepare, ct);
        await Task.Run(() => filling.Fill(_connection), ct);
        await Task.Run(() => ForeignKeys.Check(_connection), ct);
        await ExecuteAsync("INSERT INTO seeded.loads (scale, seed, until) VALUES ($1, $2, $3)", ct, mark.Scale, mark.Seed, mark.Until);
        IsLoaded = true;
    }

    public Task CommitAsync(CancellationToken ct) => ExecuteAsync("COMMIT", ct);

    /// <summary>Lets the planner know what came, and readers skip looking whether rows are visible.</summary>
    public Task SettleAsync(CancellationToken ct) => ExecuteAsync("VACUUM (ANALYZE)", ct);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ExecuteAsync(string sql, CancellationToken ct, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }
}
