using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Commerce.AppHost.Hosting;

/// <summary>Makes a database and the one role that may use it.</summary>
internal static class PostgresDatabases
{
    public static async Task EnsureAsync(PostgresServerResource server, string database, string password, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(await server.GetValueAsync(ct));
        await connection.OpenAsync(ct);
        var name = Quoted(database);

        // Names and passwords cannot be parameters of these statements: both come from the topology and our own generator, quoted here.
        if (!await ExistsAsync(connection, "select 1 from pg_roles where rolname = $1", database, ct))
            await ExecuteAsync(connection, $"create role {name} login", ct);
        await ExecuteAsync(connection, $"alter role {name} password '{password.Replace("'", "''", StringComparison.Ordinal)}'", ct);
        if (!await ExistsAsync(connection, "select 1 from pg_database where datname = $1", database, ct))
            await ExecuteAsync(connection, $"create database {name} owner {name}", ct);
        await ExecuteAsync(connection, $"revoke all on database {name} from public", ct);
    }

    public static async Task<bool> AnswersAsync(string? connectionString, CancellationToken ct)
    {
        // Not pooled: a probe must prove that a new connection is possible.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        await using var probe = new NpgsqlCommand("select 1", connection);
        return await probe.ExecuteScalarAsync(ct) is 1;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(ct) is not null;
    }

#pragma warning disable CA2100 // Only the quoted names above reach this text.
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
#pragma warning restore CA2100
}
