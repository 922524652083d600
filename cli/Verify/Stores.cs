using Npgsql;

namespace Commerce.Cli;

/// <summary>The databases of one platform, read as their superuser: the checks share no code and no credentials with the services.</summary>
internal sealed class Stores : IAsyncDisposable
{
    public const string Ordering = "orderingdb";
    public const string Inventory = "inventorydb";
    public const string Payments = "paymentsdb";
    public const string Provider = "sandboxdb";
    public const string Identity = "identitydb";
    public const string Catalog = "catalogdb";
    public const string EventLog = "eventlog";

    /// <summary>Stores with an outbox and an inbox.</summary>
    public static readonly string[] Services = [Identity, Catalog, Inventory, Ordering, Payments];

    private readonly string _server;
    private readonly Dictionary<string, NpgsqlDataSource> _sources = [];

    /// <param name="brokers">Null when the event log is a database of the same server.</param>
    public Stores(string serverConnectionString, string? brokers = null)
    {
        _server = serverConnectionString;
        Log = brokers is null ? new PostgresLogStore(this) : new KafkaLogStore(brokers);
    }

    public ILogStore Log { get; }

    public Task<IReadOnlyList<string>> LinesAsync(string store, string sql, CancellationToken ct) => RowsAsync(store, sql, row => row.GetString(0), ct);

    public async Task<IReadOnlyList<T>> RowsAsync<T>(string store, string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var command = Source(store).CreateCommand(sql);
        command.CommandTimeout = 0; // a million orders take as long as they take
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(map(reader));
        return rows;
    }

    public async Task<long> CountAsync(string store, string sql, CancellationToken ct) =>
        (await RowsAsync(store, sql, row => row.GetInt64(0), ct))[0];

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        foreach (var source in _sources.Values)
            await source.DisposeAsync();
    }

    private NpgsqlDataSource Source(string store)
    {
        if (!_sources.TryGetValue(store, out var source))
        {
            var settings = new NpgsqlConnectionStringBuilder(_server) { Database = store, MaxPoolSize = 4, ApplicationName = "verify" };
            _sources[store] = source = NpgsqlDataSource.Create(settings.ConnectionString);
        }

        return source;
    }
}
