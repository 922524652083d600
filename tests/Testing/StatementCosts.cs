using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;

namespace Commerce.Testing;

/// <summary>What a statement costs, counted in pages of the database that it looks at: the same on every machine.</summary>
public static class StatementCosts
{
    /// <summary>Runs the statement over a connection of the service's own, planned as that connection's settings say.</summary>
    public static async Task<int> PagesTouchedAsync(this NpgsqlDataSource database, string sql, IEnumerable<object?> parameters)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var connection = await database.OpenConnectionAsync();
        // Explained with parameters it would be planned for them in any case; prepared, it is planned as the connection's settings say.
        await ExecuteAsync(connection, $"PREPARE page AS {sql}");
        var values = string.Join(", ", parameters.Select(LiteralOf));
        await using var explain = new NpgsqlCommand($"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE page{(values.Length > 0 ? $"({values})" : "")}", connection);
        var plan = JsonNode.Parse((string)(await explain.ExecuteScalarAsync())!)![0]!["Plan"]!;
        await ExecuteAsync(connection, "DEALLOCATE page");
        return (int)plan["Shared Hit Blocks"]! + (int)plan["Shared Read Blocks"]!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string LiteralOf(object? value) => value switch
    {
        null => "NULL",
        IEnumerable<Guid> ids => $"'{{{string.Join(',', ids)}}}'",
        IEnumerable<string> texts => $"'{{{string.Join(',', texts.Select(t => $"\"{t}\""))}}}'",
        DateTimeOffset time => $"'{time:O}'",
        _ => string.Create(CultureInfo.InvariantCulture, $"'{value}'"),
    };
}
