using System.Collections.Frozen;
using Npgsql;

namespace Commerce.Defaults;

/// <summary>Which permissions each role grants, as a snapshot of the service's table. Without a database roles grant nothing.</summary>
internal sealed class RolePermissions
{
    private volatile FrozenDictionary<string, string[]> _current = FrozenDictionary<string, string[]>.Empty;

    public FrozenDictionary<string, string[]> Current => _current;

    public async Task LoadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var grants = new Dictionary<string, string[]>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("SELECT role, permissions FROM role_permissions");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            grants[reader.GetString(0)] = reader.GetFieldValue<string[]>(1);
        _current = grants.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
