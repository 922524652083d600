using Npgsql;

namespace Commerce.Testing;

/// <summary>
/// The PostgreSQL server of the tests: the one that <c>COMMERCE_TEST_POSTGRES</c> names (a superuser's connection string), or one of
/// its own, started once per test process and gone with it.
/// </summary>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> s_shared = new(StartAsync);

    private readonly TemporaryCluster? _own;

    private PostgresServer(string connectionString, TemporaryCluster? own = null) => (ConnectionString, _own) = (connectionString, own);

    /// <summary>A superuser's connection string.</summary>
    public string ConnectionString { get; }

    /// <summary>The server all tests of this process share.</summary>
    public static Task<PostgresServer> SharedAsync() => s_shared.Value;

    /// <summary>A fresh, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix)
    {
        var name = $"{prefix}_{Guid.CreateVersion7():N}"[..Math.Min(63, prefix.Length + 33)];
        await ExecuteAsync($"CREATE DATABASE \"{name}\"");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name, MaxPoolSize = 40, IncludeErrorDetail = true }.ConnectionString;
    }

    /// <summary>Removes a database, cutting whoever is still connected.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        await using (var pool = new NpgsqlConnection(connectionString))
            NpgsqlConnection.ClearPool(pool);
        await ExecuteAsync($"DROP DATABASE IF EXISTS \"{new NpgsqlConnectionStringBuilder(connectionString).Database}\" WITH (FORCE)");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("COMMERCE_TEST_POSTGRES") is { Length: > 0 } given)
            return new PostgresServer(given);
        var cluster = await TemporaryCluster.StartAsync();
        return new PostgresServer(cluster.ConnectionString, cluster);
    }
}
