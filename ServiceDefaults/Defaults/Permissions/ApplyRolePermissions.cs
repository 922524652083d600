using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;

namespace Commerce.Defaults;

/// <summary>Identity changed what a role grants: the service's own copy follows. Older versions that arrive late change nothing.</summary>
public sealed class ApplyRolePermissions : IMessageHandler<RolePermissionsChangedV1>
{
    private const string Upsert = """
        INSERT INTO role_permissions (role, permissions, version) VALUES ($1, $2, $3)
        ON CONFLICT (role) DO UPDATE SET permissions = excluded.permissions, version = excluded.version
        WHERE role_permissions.version < excluded.version
        """;

    /// <inheritdoc/>
    public Task HandleAsync(IReadOnlyList<Received<RolePermissionsChangedV1>> messages, Session session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(session);
        foreach (var (role, version, permissions, _) in messages.Select(m => m.Message))
            session.Write(Upsert, role, permissions.ToArray(), version);
        return Task.CompletedTask;
    }
}
