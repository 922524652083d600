using Npgsql;

namespace Commerce.PaymentSandbox;

/// <summary>Every call of the sandbox is one statement, and so one transaction and one round trip.</summary>
internal static class SingleStatement
{
    /// <summary>Reads the first row of a statement, or nothing.</summary>
    public static async Task<T?> ReadOneAsync<T>(
        this NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct, params object?[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? map(reader) : default;
    }

    public static string? Text(this NpgsqlDataReader reader, string column) => reader.Maybe(column, reader.GetString);

    public static T? Maybe<T>(this NpgsqlDataReader reader, string column, Func<int, T> read) =>
        reader.GetOrdinal(column) is var ordinal && reader.IsDBNull(ordinal) ? default : read(ordinal);
}
