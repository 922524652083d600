namespace Commerce.Ordering;

/// <summary>What staff need to be allowed to; customers need nothing for their own orders.</summary>
internal static class Permissions
{
    public const string ReadOrders = "orders:read";
    public const string WriteOrders = "orders:write";
    public const string ShipOrders = "orders:ship";
    public const string WritePayments = "payments:write";
    public const string ReadProjections = "projections:read";
    public const string RebuildProjections = "projections:rebuild";
}
