using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Commerce.AdminUi;

/// <summary>
/// Keeps small secrets for a while: in Redis, where every replica finds them and a restart leaves them, and beside that in memory. While
/// Redis is away each replica goes on with what it wrote itself.
/// </summary>
internal sealed class SessionVault(IConfiguration configuration, TimeProvider clock, ILogger<SessionVault> log) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (byte[] Value, DateTimeOffset Until)> _own = new(StringComparer.Ordinal);
    private ConnectionMultiplexer? _redis;

    /// <summary>Whether other replicas can be asked: always when there can be none.</summary>
    public bool IsShared => !IsConfigured || _redis is { IsConnected: true };

    private bool IsConfigured => configuration.GetConnectionString("redis") is { Length: > 0 };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IsConfigured)
            return;
        var options = ConfigurationOptions.Parse(configuration.GetConnectionString("redis")!);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.ClientName = "commerce-admin-ui";
        _redis = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_redis is { } redis)
            await redis.CloseAsync(allowCommandsToComplete: true);
    }

    public async Task PutAsync(string key, byte[] value, TimeSpan keepFor)
    {
        Sweep();
        _own[key] = (value, clock.GetUtcNow() + keepFor);
        await InRedisAsync(database => database.StringSetAsync(key, value, keepFor), otherwise: false);
    }

    public async Task<byte[]?> FindAsync(string key)
    {
        var own = _own.TryGetValue(key, out var kept) && kept.Until > clock.GetUtcNow() ? kept.Value : null;
        var (answered, shared) = await InRedisAsync(async database => (true, (byte[]?)await database.StringGetAsync(key)), otherwise: (false, null));
        if (!answered)
            return own;
        if (shared is null)
            _own.TryRemove(key, out _); // it ended elsewhere
        return shared;
    }

    public async Task RemoveAsync(string key)
    {
        _own.TryRemove(key, out _);
        await InRedisAsync(database => database.KeyDeleteAsync(key), otherwise: false);
    }

    /// <summary>One replica at a time; false when another one has it, or nobody can know.</summary>
    public async Task<bool> TryLockAsync(string key, string owner, TimeSpan atMost) =>
        !IsConfigured || await InRedisAsync(database => database.LockTakeAsync(key, owner, atMost), otherwise: false);

    public async Task UnlockAsync(string key, string owner) => await InRedisAsync(database => database.LockReleaseAsync(key, owner), otherwise: false);

    private async Task<T> InRedisAsync<T>(Func<IDatabase, Task<T>> ask, T otherwise)
    {
        if (_redis is not { IsConnected: true } redis)
            return otherwise;
        try
        {
            return await ask(redis.GetDatabase()).WaitAsync(Patience, clock);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            log.LogWarning("Redis did not answer: {Reason}", e.Message);
            return otherwise;
        }
    }

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, kept) in _own)
        {
            if (kept.Until <= now)
                _own.TryRemove(key, out _);
        }
    }
}
