using System.Security.Claims;
using Commerce.Defaults;

namespace Commerce.Ordering;

/// <summary>Who may see an order.</summary>
internal static class OrderAccess
{
    /// <summary>Customers see their own orders, staff with the permission see all.</summary>
    public static bool MaySee(this ClaimsPrincipal user, Order order) =>
        order.CustomerId == user.TryUserId() || user.HasPermission(Permissions.ReadOrders);
}
