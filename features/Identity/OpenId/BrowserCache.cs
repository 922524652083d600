using System.Text.Json;
using StackExchange.Redis;

namespace Commerce.Identity;

/// <summary>
/// Browser sessions in Redis for as long as the browser comes back within half an hour. It only spares PostgreSQL a question: with Redis
/// empty, slow or away, PostgreSQL is asked.
/// </summary>
internal sealed partial class BrowserCache(IConfiguration configuration, ILogger<BrowserCache> log) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private ConnectionMultiplexer? _multiplexer;

    private IDatabase? Database => _multiplexer is { IsConnected: true } connected ? connected.GetDatabase() : null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.GetConnectionString("redis") is not { Length: > 0 } connectionString)
            return;
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.ClientName = "commerce-identity";
        _multiplexer = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The session of this cookie, good for another while; null when Redis does not know it.</summary>
    public async Task<BrowserSession?> FindAsync(byte[] hash, TimeSpan idle)
    {
        var stored = await TryAsync(
            async database =>
            {
                var value = await database.StringGetAsync(Key(hash));
                if (value.HasValue)
                    await database.KeyExpireAsync(Key(hash), idle);
                return value;
            },
            RedisValue.Null);
        return stored.HasValue ? JsonSerializer.Deserialize<BrowserSession>((string)stored!) : null;
    }

    public Task KeepAsync(byte[] hash, BrowserSession browser, TimeSpan idle) =>
        TryAsync(database => database.StringSetAsync(Key(hash), JsonSerializer.Serialize(browser), idle), false);

    public Task ForgetAsync(byte[] hash) => TryAsync(database => database.KeyDeleteAsync(Key(hash)), false);

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is { } multiplexer)
            await multiplexer.CloseAsync(allowCommandsToComplete: false);
    }

    private async Task<T> TryAsync<T>(Func<IDatabase, Task<T>> work, T otherwise)
    {
        if (Database is not { } database)
            return otherwise;
        try
        {
            return await work(database).WaitAsync(Patience);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            LogAway(log, e.Message);
            return otherwise;
        }
    }

    private static string Key(byte[] hash) => "identity:browser:" + Convert.ToHexString(hash);

    [LoggerMessage(LogLevel.Warning, "Redis gave no answer about a browser's session ({Reason}): PostgreSQL is asked.")]
    private static partial void LogAway(ILogger log, string reason);
}
