namespace Commerce.AdminUi;

/// <summary>
/// What somebody wants roles to grant, as the address says it (<c>support+orders:ship~support!orders:write</c>): it outlives a restart, and a
/// colleague can be sent the link before it is saved. What is as it is already, or never was, leaves no trace.
/// </summary>
internal sealed record RoleChanges
{
    private const char Between = '~';
    private readonly IReadOnlyDictionary<string, RoleRow> _roles;
    private readonly HashSet<(string Role, string Permission)> _turned;

    private RoleChanges(IReadOnlyDictionary<string, RoleRow> roles, HashSet<(string, string)> turned) => (_roles, _turned) = (roles, turned);

    public bool IsEmpty => _turned.Count == 0;

    public int Count => _turned.Count;

    /// <summary>The roles that would change, with all that they would grant.</summary>
    public IReadOnlyList<RoleChange> Roles =>
        [.. _turned.Select(t => t.Role).Distinct().Order(StringComparer.Ordinal).Select(role => new RoleChange(role, [.. PermissionsOf(role)]))];

    public static RoleChanges Parse(string? text, IEnumerable<RoleRow> roles, IEnumerable<string> permissions)
    {
        var known = roles.ToDictionary(r => r.Name, StringComparer.Ordinal);
        var catalogue = permissions.ToHashSet(StringComparer.Ordinal);
        var turned = (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(Read).Where(IsChange).Select(c => (c!.Value.Role, c.Value.Permission));
        return new(known, [.. turned]);

        bool IsChange((string Role, bool Grants, string Permission)? change) =>
            change is var (role, grants, permission) && catalogue.Contains(permission) && known.TryGetValue(role, out var row) && !IsFixed(role)
            && row.Permissions.Contains(permission) != grants;
    }

    /// <summary>The owner holds everything and customers nothing, whoever wants it otherwise.</summary>
    public static bool IsFixed(string role) => role is "owner" or "customer";

    public bool Grants(string role, string permission) => _roles[role].Permissions.Contains(permission) != IsTurned(role, permission);

    public bool IsTurned(string role, string permission) => _turned.Contains((role, permission));

    public RoleChanges Turned(string role, string permission)
    {
        HashSet<(string, string)> turned = [.. _turned];
        if (!turned.Remove((role, permission)))
            turned.Add((role, permission));
        return new(_roles, turned);
    }

    public string Text() => string.Join(
        Between,
        _turned.OrderBy(t => t.Role, StringComparer.Ordinal).ThenBy(t => t.Permission, StringComparer.Ordinal).Select(t => $"{t.Role}{(Grants(t.Role, t.Permission) ? '+' : '!')}{t.Permission}"));

    private IEnumerable<string> PermissionsOf(string role) => _roles[role].Permissions
        .Where(p => !IsTurned(role, p))
        .Concat(_turned.Where(t => t.Role == role && !_roles[role].Permissions.Contains(t.Permission)).Select(t => t.Permission))
        .Order(StringComparer.Ordinal);

    private static (string Role, bool Grants, string Permission)? Read(string text) =>
        text.IndexOfAny(['+', '!']) is var at and > 0 && at < text.Length - 1 ? (text[..at], text[at] == '+', text[(at + 1)..]) : null;
}
