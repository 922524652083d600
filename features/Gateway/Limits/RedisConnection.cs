using System.Diagnostics.CodeAnalysis;
using StackExchange.Redis;

namespace Commerce.Gateway;

/// <summary>The one connection to Redis. It is made in the background and mends itself; nobody ever waits for it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The host disposes it asynchronously.")]
internal sealed class RedisConnection(IConfiguration configuration) : IAsyncDisposable
{
    private ConnectionMultiplexer? _multiplexer;
    private IDatabase? _database;

    /// <summary>The database, or null while there is no connection.</summary>
    public IDatabase? Database => _multiplexer is { IsConnected: true } ? _database : null;

    public async Task ConnectAsync(CancellationToken ct)
    {
        if (configuration.GetConnectionString("redis") is not { Length: > 0 } connectionString)
            return;
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.ClientName = "commerce-gateway";
        _multiplexer = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(ct);
        _database = _multiplexer.GetDatabase();
    }

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is { } multiplexer)
            await multiplexer.CloseAsync(allowCommandsToComplete: false);
    }
}
