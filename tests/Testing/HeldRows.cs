using Npgsql;

namespace Commerce.Testing;

/// <summary>
/// Rows that a transaction of the test holds. Whoever wants to change them queues up behind it in the order of arrival, so a race
/// has the outcome that the test asks for.
/// </summary>
public sealed class HeldRows : IAsyncDisposable
{
    private const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TestDatabase _database;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private HeldRows(TestDatabase database, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_database, _connection, _transaction) = (database, connection, transaction);

    /// <param name="select">Which rows, as a query that locks them.</param>
    public static async Task<HeldRows> HoldAsync(TestDatabase database, string select, params object[] parameters)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(parameters);
        var connection = await database.Source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(select, connection, transaction);
        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value });
        if (await command.ExecuteScalarAsync() is null)
            throw new InvalidOperationException("There is nothing to hold.");
        return new(database, connection, transaction);
    }

    /// <summary>Waits until so many have queued up.</summary>
    public async Task UntilQueuedAsync(int count)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await _database.ScalarAsync<long>(Waiting) < count)
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_patience)
                throw new TimeoutException($"There were never {count} who wanted the rows.");
            await Task.Delay(TimeSpan.FromMilliseconds(25));
        }
    }

    /// <summary>Lets the rows go.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
