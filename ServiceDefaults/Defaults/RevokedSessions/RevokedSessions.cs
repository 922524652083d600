using System.Collections.Concurrent;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>
/// Sessions that ended while access tokens of theirs are still within their time, as a snapshot of the service's table. An entry goes
/// away once the last of its tokens has expired. Without a database nobody is known to have left.
/// </summary>
internal sealed class RevokedSessions(TimeProvider clock)
{
    // Replicas do this at the same time: none waits for another one.
    private const string Forget = """
        DELETE FROM revoked_sessions WHERE session_id IN (SELECT session_id FROM revoked_sessions WHERE until <= $1 FOR UPDATE SKIP LOCKED)
        """;

    private volatile ConcurrentDictionary<Guid, byte> _current = new();

    public bool Contains(Guid sessionId) => _current.ContainsKey(sessionId);

    /// <summary>Takes up the one that a notification names.</summary>
    public void Add(string sessionId)
    {
        if (Guid.TryParse(sessionId, out var id))
            _current[id] = 0;
    }

    /// <summary>Reads all that still count, and removes those that do not.</summary>
    public async Task LoadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(Forget) { Parameters = { new() { Value = now } } });
        batch.BatchCommands.Add(new("SELECT session_id FROM revoked_sessions"));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var known = new ConcurrentDictionary<Guid, byte>();
        while (await reader.ReadAsync(ct))
            known[reader.GetGuid(0)] = 0;
        _current = known;
    }
}
