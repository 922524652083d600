using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Commerce.Data;

/// <summary>Brings a database to the schema of the running code. Replicas that start together take turns by an advisory lock.</summary>
public static class SqlMigrations
{
    private const long AdvisoryLock = 0x436F6D6D65726365; // "Commerce"

    /// <summary>Applies what is missing, each script in its own transaction, and returns what was applied.</summary>
    /// <exception cref="InvalidOperationException">A script that was applied before has changed since.</exception>
    public static async Task<IReadOnlyList<Migration>> ApplyAsync(
        NpgsqlDataSource database, IEnumerable<MigrationSource> sources, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", ct);
        try
        {
            await ExecuteAsync(connection, """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    module text NOT NULL, number int NOT NULL, name text NOT NULL, checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (module, number))
                """, ct);
            var applied = await AppliedAsync(connection, ct);
            var missing = new List<Migration>();
            foreach (var migration in sources.SelectMany(s => s.Read()))
            {
                if (!applied.TryGetValue((migration.Module, migration.Number), out var checksum))
                    missing.Add(migration);
                else if (checksum != Checksum(migration))
                    throw new InvalidOperationException($"Migration {migration.Module} {migration.Number} changed after it was applied.");
            }

            foreach (var migration in missing)
                await ApplyAsync(connection, migration, ct);
            return missing;
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, migration.Sql, ct);
        await using var record = new NpgsqlCommand(
            "INSERT INTO schema_migrations (module, number, name, checksum) VALUES ($1, $2, $3, $4)", connection, transaction);
        record.Parameters.Add(new() { Value = migration.Module });
        record.Parameters.Add(new() { Value = migration.Number });
        record.Parameters.Add(new() { Value = migration.Name });
        record.Parameters.Add(new() { Value = Checksum(migration) });
        await record.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<Dictionary<(string, int), string>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT module, number, checksum FROM schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var applied = new Dictionary<(string, int), string>();
        while (await reader.ReadAsync(ct))
            applied[(reader.GetString(0), reader.GetInt32(1))] = reader.GetString(2);
        return applied;
    }

    private static string Checksum(Migration migration) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(migration.Sql)))[..16];

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        // Waiting for another replica, or building an index, takes as long as it takes.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
