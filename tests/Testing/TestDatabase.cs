using Npgsql;
using Xunit;

namespace Commerce.Testing;

/// <summary>A database of its own for one test class: take it by <c>IClassFixture&lt;TestDatabase&gt;</c>. Removed when the class is done.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private PostgresServer? _server;
    private NpgsqlDataSource? _source;
    private string? _connectionString;

    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("The fixture is not initialised.");

    /// <summary>For looking at what the service wrote.</summary>
    public NpgsqlDataSource Source => _source ??= NpgsqlDataSource.Create(ConnectionString);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.SharedAsync();
        _connectionString = await _server.CreateDatabaseAsync("test");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync();
        if (_server is not null && _connectionString is not null)
            await _server.DropDatabaseAsync(_connectionString);
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params object?[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        await using var command = Source.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return await command.ExecuteScalarAsync() is T result ? result : default;
    }

    public async Task<int> ExecuteAsync(string sql, params object?[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        await using var command = Source.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return await command.ExecuteNonQueryAsync();
    }
}
