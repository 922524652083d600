using Commerce.Defaults;

namespace Commerce.Ordering;

/// <summary>What staff need to be allowed to; customers need nothing for their own orders.</summary>
internal static class Permissions
{
    public static DeclaredPermission ReadOrders { get; } = new("orders:read", "See everybody's orders, their checkouts and statistics.");

    public static DeclaredPermission WriteOrders { get; } = new("orders:write", "Cancel orders for customers, retry stuck checkouts and write notes.");

    public static DeclaredPermission ShipOrders { get; } = new("orders:ship", "Dispatch shipments.");

    public static DeclaredPermission WritePayments { get; } = new("payments:write", "Settle money that the provider refused for good.");

    public static DeclaredPermission ReadProjections { get; } = new("projections:read", "See and check the read models that are made of events.");

    public static DeclaredPermission RebuildProjections { get; } = new("projections:rebuild", "Have read models made anew from their events.");
}
