using System.Data;
using Npgsql;

namespace Commerce.EventStore;

/// <summary>One process at a time does a piece of work: the one whose connection holds the advisory lock. The server frees it when that process dies.</summary>
internal sealed class Leadership : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _work;

    private Leadership(NpgsqlConnection connection, string work) => (_connection, _work) = (connection, work);

    /// <summary>Null when somebody else leads.</summary>
    public static async Task<Leadership?> TryTakeAsync(NpgsqlDataSource database, string work, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            if ((bool)(await ScalarAsync(connection, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", work, ct))!)
                return new Leadership(connection, work);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <exception cref="NpgsqlException">The connection broke, and with it the lead.</exception>
    public Task ConfirmAsync(CancellationToken ct) => ScalarAsync(_connection, "SELECT $1", _work, ct);

    public async ValueTask DisposeAsync()
    {
        // Back in the pool it would keep the lock from everybody.
        if (_connection.FullState == ConnectionState.Open)
            await ScalarAsync(_connection, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", _work, CancellationToken.None);
        await _connection.DisposeAsync();
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, string work, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = work } } };
        return await command.ExecuteScalarAsync(ct);
    }
}
