using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;

namespace Commerce.Identity;

/// <summary>A service tells what its endpoints ask for: the catalogue follows, and the owner holds what is new.</summary>
internal sealed class KeepPermissions(TimeProvider clock) : IMessageHandler<DeclarePermissionsV1>
{
    private const string CountVersion = """
        INSERT INTO permission_declarations AS d (service, version) VALUES ($1, $2)
        ON CONFLICT (service) DO UPDATE SET version = excluded.version WHERE d.version < excluded.version
        RETURNING service
        """;

    // What is no longer asked for leaves the catalogue; a role that grants it keeps it, which opens nothing.
    private const string Forget = "DELETE FROM permissions WHERE service = $1 AND name <> ALL ($2)";

    private const string Learn = """
        INSERT INTO permissions (name, service, description)
        SELECT name, $1, description FROM unnest($2, $3) AS declared (name, description)
        ON CONFLICT (name, service) DO UPDATE SET description = excluded.description
        """;

    private const string GrantOwner = """
        UPDATE role_permissions SET version = version + 1, permissions = ARRAY(SELECT DISTINCT unnest(permissions || $2) ORDER BY 1)
        WHERE role = $1 AND NOT permissions @> $2
        RETURNING version, permissions
        """;

    public async Task HandleAsync(IReadOnlyList<Received<DeclarePermissionsV1>> messages, Session session, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        foreach (var (service, version, permissions) in messages.Select(m => m.Message))
        {
            if (await session.QuerySingleAsync(CountVersion, row => row.GetString(0), ct, service, version) is null)
                continue; // told again, or overtaken by a newer one
            var names = permissions.Select(p => p.Name).ToArray();
            session.Write(Forget, service, names);
            session.Write(Learn, service, names, permissions.Select(p => p.Description).ToArray());
            var granted = await session.QuerySingleAsync(
                GrantOwner, row => new RoleBook.Entry(Role.Owner, row.GetInt64(0), row.GetFieldValue<string[]>(1)), ct, Role.Owner, names);
            if (granted is not null)
                session.Publish(new RolePermissionsChangedV1(granted.Name, granted.Version, granted.Permissions, clock.GetUtcNow()), granted.Name);
        }
    }
}
