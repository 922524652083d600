using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>
/// All roles with what they grant, as a caller who wants to change them finds them. Whoever opens it holds the roles' rows until the
/// end of the transaction, so that rights are given and taken one change after the other.
/// </summary>
internal sealed record RoleBook(
    IReadOnlyDictionary<string, RoleBook.Entry> Roles, IReadOnlySet<string> CallersPermissions, IReadOnlySet<string> Catalogue)
{
    private const string Load = """
        SELECT r.name, coalesce(p.version, 0), coalesce(p.permissions, '{}')
        FROM roles r LEFT JOIN role_permissions p ON p.role = r.name ORDER BY r.name
        """;

    private const string RolesOf = """
        SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = $1 ORDER BY r.name
        """;

    // Who was shut out a moment ago has a token still, and no right any more.
    private const string RolesOfCaller = """
        SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN users u ON u.id = ur.user_id
        WHERE ur.user_id = $1 AND u.disabled_at IS NULL
        """;

    public static Task<List<Entry>> ListAsync(Session session, CancellationToken ct) =>
        session.QueryAsync(Load, row => new Entry(row.GetString(0), row.GetInt64(1), row.GetFieldValue<string[]>(2)), ct);

    public static async Task<RoleBook> OpenAsync(Session session, Guid callerId, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        await session.QueryAsync("SELECT name FROM roles ORDER BY name FOR UPDATE", row => row.GetString(0), ct);
        var roles = (await ListAsync(session, ct)).ToDictionary(r => r.Name, StringComparer.Ordinal);
        // The token may be older than the caller's rights; the rows are not.
        var callers = await session.QueryAsync(RolesOfCaller, row => row.GetString(0), ct, callerId);
        return new(
            roles, callers.SelectMany(r => roles[r].Permissions).ToHashSet(StringComparer.Ordinal), await PermissionCatalogue.NamesAsync(session, ct));
    }

    public static Task<List<string>> RolesOfAsync(Session session, Guid userId, CancellationToken ct) =>
        session.QueryAsync(RolesOf, row => row.GetString(0), ct, userId);

    /// <summary>The role with these permissions instead, or why not.</summary>
    public Result<Entry> Grant(string role, IEnumerable<string> permissions, long expectedVersion)
    {
        if (!Roles.TryGetValue(role, out var entry))
            return RoleErrors.NotFound;
        if (role == Role.Owner)
            return RoleErrors.OwnerIsFixed;
        if (role == Role.Customer)
            return RoleErrors.CustomersHoldNone;
        if (entry.Version != expectedVersion)
            return ETag.Stale;
        var wanted = InOrder(permissions);
        // What the role has already stays possible: the service that asks for it may not have been heard of yet.
        return (Unknown(wanted, entry.Permissions) ?? BeyondCaller(wanted.Except(entry.Permissions).Union(entry.Permissions.Except(wanted)))) is { } refusal
            ? refusal
            : entry with { Version = entry.Version + 1, Permissions = wanted };
    }

    /// <summary>A new role, or why it cannot be.</summary>
    /// <param name="lastVersion">Of a role that had the name before.</param>
    public Result<Entry> Create(string role, IEnumerable<string> permissions, long lastVersion)
    {
        if (Roles.ContainsKey(role))
            return RoleErrors.NameTaken(role);
        var wanted = InOrder(permissions);
        return (Unknown(wanted, []) ?? BeyondCaller(wanted)) is { } refusal ? refusal : new Entry(role, lastVersion + 1, wanted);
    }

    /// <summary>What is left of the role when it is removed, or why it stays.</summary>
    public Result<Entry> Remove(string role, long expectedVersion)
    {
        if (!Roles.TryGetValue(role, out var entry))
            return RoleErrors.NotFound;
        if (entry.BuiltIn)
            return RoleErrors.BuiltIn(role);
        if (entry.Version != expectedVersion)
            return ETag.Stale;
        return BeyondCaller(entry.Permissions) is { } refusal ? refusal : entry with { Version = entry.Version + 1, Permissions = [] };
    }

    /// <summary>The permissions that the caller hands on to an application, or why not.</summary>
    public Result<string[]> Scopes(IEnumerable<string> permissions)
    {
        var wanted = InOrder(permissions);
        return (Unknown(wanted, []) ?? BeyondCaller(wanted)) is { } refusal ? refusal : wanted;
    }

    /// <summary>Why a user's roles cannot become these, or null.</summary>
    public Error? Assign(IReadOnlyCollection<string> current, IReadOnlyCollection<string> wanted)
    {
        var unknown = wanted.Where(r => !Roles.ContainsKey(r)).ToArray();
        return unknown.Length > 0
            ? RoleErrors.UnknownRoles(unknown)
            : BeyondCaller(wanted.Except(current).Union(current.Except(wanted)).SelectMany(r => Roles[r].Permissions));
    }

    private static string[] InOrder(IEnumerable<string> permissions) => [.. permissions.Distinct().Order(StringComparer.Ordinal)];

    private Error? Unknown(string[] wanted, IReadOnlyList<string> held)
    {
        var unknown = wanted.Where(p => !Catalogue.Contains(p)).Except(held).ToArray();
        return unknown.Length > 0 ? RoleErrors.UnknownPermissions(unknown) : null;
    }

    // Taking is held to the same rule as giving: or a minor role could disarm a major one.
    private Error? BeyondCaller(IEnumerable<string> permissions)
    {
        var lacking = permissions.Except(CallersPermissions).ToArray();
        return lacking.Length > 0 ? RoleErrors.BeyondOwnRights(lacking) : null;
    }

    /// <summary>One role. The version counts the changes of its permissions.</summary>
    public sealed record Entry(string Name, long Version, IReadOnlyList<string> Permissions)
    {
        /// <summary>It cannot be removed.</summary>
        public bool BuiltIn => Role.BuiltIn.Contains(Name);
    }
}
