using System.Collections.Frozen;

namespace Commerce.Identity;

/// <summary>Everything that can be granted. A permission that no endpoint asks for is not here.</summary>
internal static class Permissions
{
    public const string ReadCustomers = "customers:read";
    public const string WriteCustomers = "customers:write";
    public const string ReadRoles = "roles:read";
    public const string WriteRoles = "roles:write";

    public static FrozenSet<string> All { get; } = new[]
    {
        "catalog:read", "catalog:write",
        "customers:read", "customers:write",
        "inventory:read", "inventory:write",
        "messages:read", "messages:write",
        "orders:read", "orders:ship", "orders:write",
        "payments:read", "payments:write",
        "projections:read", "projections:rebuild",
        "roles:read", "roles:write",
    }.ToFrozenSet(StringComparer.Ordinal);
}
