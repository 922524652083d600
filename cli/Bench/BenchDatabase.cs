using Npgsql;

namespace Commerce.Cli;

/// <summary>A database of its own on the platform's server, set up as the services set up theirs, gone when the measurement is.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _server;
    private readonly string _name;

    private BenchDatabase(NpgsqlDataSource server, NpgsqlConnectionStringBuilder address, string name)
    {
        (_server, _name, Address) = (server, name, address);
        Source = NpgsqlDataSource.Create(address);
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>With the password, which the data source does not tell.</summary>
    public NpgsqlConnectionStringBuilder Address { get; }

    /// <param name="server">Connection string of a superuser.</param>
    /// <param name="name">Whatever of that name an earlier measurement left is dropped.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<BenchDatabase> CreateAsync(string server, string name, CancellationToken ct)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Pooling = false });
        await ExecuteAsync(source, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", ct);
        await ExecuteAsync(source, $"CREATE DATABASE {name}", ct);
        var address = new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            MaxAutoPrepare = 100,
            NoResetOnClose = true,
            Options = "-c plan_cache_mode=force_generic_plan",
        };
        return new BenchDatabase(source, address, name);
    }

    public Task ExecuteAsync(string sql, CancellationToken ct) => ExecuteAsync(Source, sql, ct);

    public async Task<long> CountAsync(string table, CancellationToken ct)
    {
        await using var command = Source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None);
        await _server.DisposeAsync();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }
}
