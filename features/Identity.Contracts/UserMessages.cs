using Commerce.Kernel;

namespace Commerce.Identity.Contracts;

/// <summary>Somebody opened an account. Personal data stay in Identity.</summary>
[Message("identity.user-registered.v1", Topic = "users", Aggregate = "user")]
public sealed record UserRegisteredV1(Guid UserId, DateTimeOffset RegisteredAt);

/// <summary>A role grants exactly these permissions now. A higher version replaces a lower one.</summary>
[Message("identity.role-permissions-changed.v1", Topic = "users", Aggregate = "role")]
public sealed record RolePermissionsChangedV1(string Role, long Version, IReadOnlyList<string> Permissions, DateTimeOffset ChangedAt);

/// <summary>A session is over. Its access tokens are refused everywhere, until they would have expired anyway.</summary>
[Message("identity.session-revoked.v1", Topic = "users", Aggregate = "user")]
public sealed record SessionRevokedV1(Guid SessionId, Guid UserId, DateTimeOffset Until);
