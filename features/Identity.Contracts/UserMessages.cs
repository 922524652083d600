using Commerce.Kernel;

namespace Commerce.Identity.Contracts;

/// <summary>Somebody opened an account. Personal data stay in Identity.</summary>
[Message("identity.user-registered.v1", Topic = "users", Aggregate = "user")]
public sealed record UserRegisteredV1(Guid UserId, DateTimeOffset RegisteredAt);

/// <summary>A role grants exactly these permissions now. A higher version replaces a lower one.</summary>
[Message("identity.role-permissions-changed.v1", Topic = "users", Aggregate = "role")]
public sealed record RolePermissionsChangedV1(string Role, long Version, IReadOnlyList<string> Permissions, DateTimeOffset ChangedAt);
