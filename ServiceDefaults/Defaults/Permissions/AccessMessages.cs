using Commerce.Identity.Contracts;
using Commerce.Messaging;

namespace Commerce.Defaults;

/// <summary>Registers what keeps a service's copy of Identity's decisions.</summary>
public static class AccessMessages
{
    /// <summary>Learns what roles grant and which sessions are over from Identity's messages. Every service with messaging calls it.</summary>
    public static MessagingBuilder HandleAccessChanges(this MessagingBuilder messaging)
    {
        ArgumentNullException.ThrowIfNull(messaging);
        return messaging
            .Handle<RolePermissionsChangedV1, ApplyRolePermissions>()
            .Handle<SessionRevokedV1, ApplySessionRevocations>();
    }
}
