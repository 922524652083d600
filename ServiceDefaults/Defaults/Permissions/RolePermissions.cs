using System.Collections.Frozen;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>Which permissions each role grants, as a snapshot of the service's table. Without a database roles grant nothing.</summary>
internal sealed class RolePermissions
{
    private const string Owner = "owner";

    private volatile FrozenDictionary<string, string[]> _current = FrozenDictionary<string, string[]>.Empty;

    public FrozenDictionary<string, string[]> Current => _current;

    /// <summary>What this service's endpoints ask for. The owner holds all of it, whether or not Identity has heard of it yet.</summary>
    public IReadOnlyList<string> Declared { get; set; } = [];

    public async Task LoadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var grants = new Dictionary<string, string[]>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("SELECT role, permissions FROM role_permissions");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            grants[reader.GetString(0)] = reader.GetFieldValue<string[]>(1);
        grants[Owner] = [.. grants.GetValueOrDefault(Owner, []).Union(Declared, StringComparer.Ordinal)];
        _current = grants.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
