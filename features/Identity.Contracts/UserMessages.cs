using Commerce.Kernel;

namespace Commerce.Identity.Contracts;

/// <summary>Somebody opened an account. Personal data stay in Identity.</summary>
[Message("identity.user-registered.v1", Topic = "users", Aggregate = "user")]
public sealed record UserRegisteredV1(Guid UserId, DateTimeOffset RegisteredAt);

/// <summary>Something happened that matters to an account's safety, such as <c>second-factor-added</c>. For the audit trail.</summary>
[Message("identity.security-event.v1", Topic = "users", Aggregate = "user")]
public sealed record SecurityEventV1(Guid EventId, Guid UserId, string Kind, DateTimeOffset OccurredAt);

/// <summary>A role grants exactly these permissions now. A higher version replaces a lower one.</summary>
[Message("identity.role-permissions-changed.v1", Topic = "users", Aggregate = "role")]
public sealed record RolePermissionsChangedV1(string Role, long Version, IReadOnlyList<string> Permissions, DateTimeOffset ChangedAt);

/// <summary>A session is over. Its access tokens are refused everywhere, until they would have expired anyway.</summary>
[Message("identity.session-revoked.v1", Topic = "users", Aggregate = "user")]
public sealed record SessionRevokedV1(Guid SessionId, Guid UserId, DateTimeOffset Until);

/// <summary>A service tells which permissions its endpoints ask for, all of them. A higher version replaces a lower one.</summary>
[Message("identity.declare-permissions.v1", Topic = "identity.commands", Aggregate = "service")]
public sealed record DeclarePermissionsV1(string Service, long Version, IReadOnlyList<DeclaredPermissionV1> Permissions);

/// <summary>A permission and what whoever holds it can do.</summary>
public sealed record DeclaredPermissionV1(string Name, string Description);
