using Commerce.Defaults;

namespace Commerce.Inventory;

/// <summary>What staff of the inventory may be allowed to do.</summary>
internal static class Permissions
{
    public static DeclaredPermission Read { get; } = new("inventory:read", "See stock per warehouse, and every movement.");

    public static DeclaredPermission Write { get; } = new("inventory:write", "Adjust and transfer stock, and change warehouses.");
}
