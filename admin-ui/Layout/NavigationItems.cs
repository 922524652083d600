using System.Reflection;

namespace Commerce.AdminUi;

/// <summary>An area of the portal.</summary>
/// <param name="Keys">Typed one after the other, they lead there.</param>
internal sealed record NavigationItem(string Title, string Address, string Icon, string Keys, Type Page)
{
    public string? Permission => Page.GetCustomAttribute<NeedsAttribute>()?.Permission;

    public bool IsOpenTo(Person person) => Permission is not { } permission || person.May(permission);
}

/// <summary>The areas, in the order in which they are shown.</summary>
internal static class NavigationItems
{
    public static readonly IReadOnlyList<NavigationItem> All =
    [
        new("Home", "", "home", "g m", typeof(HomePage)),
        new("Orders", "orders", "cart", "g o", typeof(OrdersPage)),
        new("Waiting checkouts", "checkouts", "clock", "g w", typeof(CheckoutsPage)),
        new("Payments", "payments", "money", "g p", typeof(PaymentsPage)),
        new("Provider calls", "provider-calls", "rotate", "g c", typeof(ProviderCallsPage)),
        new("Products", "products", "bookmark", "g a", typeof(ProductsPage)),
        new("Categories", "categories", "list", "g t", typeof(CategoriesPage)),
        new("Stock", "stock", "box", "g s", typeof(StockPage)),
        new("Warehouses", "warehouses", "truck", "g h", typeof(WarehousesPage)),
        new("Dead letters", "dead-letters", "inbox", "g d", typeof(DeadLettersPage)),
        new("Customers", "customers", "user", "g u", typeof(CustomersPage)),
        new("Erasures", "erasures", "x-circle", "g e", typeof(ErasuresPage)),
        new("Staff", "staff", "users", "g f", typeof(StaffPage)),
        new("Invitations", "invitations", "mail", "g i", typeof(InvitationsPage)),
        new("Roles", "roles", "lock", "g r", typeof(RolesPage)),
        new("API keys", "api-keys", "key", "g k", typeof(ApiKeysPage)),
    ];
}
