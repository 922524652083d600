using System.Reflection;

namespace Commerce.AdminUi;

/// <summary>An area of the portal.</summary>
/// <param name="Group">The heading that it stands under; null for none.</param>
/// <param name="Keys">Typed one after the other, they lead there.</param>
internal sealed record NavigationItem(string? Group, string Title, string Address, string Icon, string Keys, Type Page)
{
    public string? Permission => Page.GetCustomAttribute<NeedsAttribute>()?.Permission;

    public bool IsOpenTo(Person person) => Permission is not { } permission || person.May(permission);
}

/// <summary>The areas, in the order in which they are shown.</summary>
internal static class NavigationItems
{
    public static readonly IReadOnlyList<NavigationItem> All =
    [
        new(null, "Home", "", "home", "g m", typeof(HomePage)),
        new("Sales", "Orders", "orders", "cart", "g o", typeof(OrdersPage)),
        new("Sales", "Waiting checkouts", "checkouts", "clock", "g w", typeof(CheckoutsPage)),
        new("Sales", "Payments", "payments", "money", "g p", typeof(PaymentsPage)),
        new("Sales", "Provider calls", "provider-calls", "rotate", "g c", typeof(ProviderCallsPage)),
        new("Goods", "Products", "products", "bookmark", "g a", typeof(ProductsPage)),
        new("Goods", "Categories", "categories", "list", "g t", typeof(CategoriesPage)),
        new("Goods", "Stock", "stock", "box", "g s", typeof(StockPage)),
        new("Goods", "Warehouses", "warehouses", "truck", "g h", typeof(WarehousesPage)),
        new("People", "Customers", "customers", "user", "g u", typeof(CustomersPage)),
        new("People", "Erasures", "erasures", "x-circle", "g e", typeof(ErasuresPage)),
        new("Team", "Staff", "staff", "users", "g f", typeof(StaffPage)),
        new("Team", "Invitations", "invitations", "mail", "g i", typeof(InvitationsPage)),
        new("Team", "Roles", "roles", "lock", "g r", typeof(RolesPage)),
        new("Team", "API keys", "api-keys", "key", "g k", typeof(ApiKeysPage)),
        new("Messages", "Dead letters", "dead-letters", "inbox", "g d", typeof(DeadLettersPage)),
        new("Messages", "Message queues", "queues", "stream", "g q", typeof(QueuesPage)),
    ];
}
