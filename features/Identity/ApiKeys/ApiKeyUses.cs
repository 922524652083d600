using System.Collections.Concurrent;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Notes when keys were used last, to the minute and in batches: a busy key must not cost a write for each call.</summary>
internal sealed partial class ApiKeyUses(NpgsqlDataSource database, TimeProvider clock, ILogger<ApiKeyUses> log) : BackgroundService
{
    private const string Store = """
        UPDATE api_keys k SET last_used_at = u.at FROM unnest($1, $2) AS u (id, at)
        WHERE k.id = u.id AND (k.last_used_at IS NULL OR k.last_used_at < u.at - interval '1 minute')
        """;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    public void Note(Guid key) => _used[key] = clock.GetUtcNow();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StoreAsync(cancellationToken);
    }

    internal async Task StoreAsync(CancellationToken ct)
    {
        var used = _used.ToArray();
        if (used.Length == 0)
            return;
        await using var command = database.CreateCommand(Store);
        command.Parameters.Add(new() { Value = Array.ConvertAll(used, u => u.Key) });
        command.Parameters.Add(new() { Value = Array.ConvertAll(used, u => u.Value) });
        await command.ExecuteNonQueryAsync(ct);
        foreach (var use in used)
            _used.TryRemove(use); // unless it was used again meanwhile
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await StoreAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogPostponed(log, e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Noting when API keys were used was put off.")]
    private static partial void LogPostponed(ILogger log, Exception e);
}
