using System.Collections.Concurrent;
using Commerce.Data;
using Npgsql;

namespace Commerce.Identity;

/// <summary>Notes when keys were used last, to the minute and in batches: a busy key must not cost a write for each call.</summary>
internal sealed class ApiKeyUses(NpgsqlDataSource database, TimeProvider clock, ILogger<ApiKeyUses> log) : PeriodicWork(TimeSpan.FromSeconds(10), clock, log)
{
    private const string Store = """
        UPDATE api_keys k SET last_used_at = u.at FROM unnest($1, $2) AS u (id, at)
        WHERE k.id = u.id AND (k.last_used_at IS NULL OR k.last_used_at < u.at - interval '1 minute')
        """;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    public void Note(Guid key) => _used[key] = Clock.GetUtcNow();

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

    protected override Task LookAsync(CancellationToken ct) => StoreAsync(ct);
}
