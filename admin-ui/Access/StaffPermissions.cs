namespace Commerce.AdminUi;

/// <summary>The permissions that the portal's pages and actions are shown by. The services that declare them decide.</summary>
internal static class StaffPermissions
{
    public const string ReadOrders = "orders:read";
    public const string WriteOrders = "orders:write";
    public const string ShipOrders = "orders:ship";
    public const string ReadPayments = "payments:read";
    public const string WritePayments = "payments:write";
    public const string ReadCustomers = "customers:read";
    public const string ReadMessages = "messages:read";
    public const string WriteMessages = "messages:write";
    public const string WriteCustomers = "customers:write";
    public const string ExportCustomers = "customers:export";
    public const string EraseCustomers = "customers:erase";
    public const string ReadRoles = "roles:read";
    public const string WriteRoles = "roles:write";
    public const string ReadApiKeys = "api-keys:read";
    public const string WriteApiKeys = "api-keys:write";
    public const string ReadInventory = "inventory:read";
    public const string WriteInventory = "inventory:write";
    public const string ReadCatalog = "catalog:read";
    public const string WriteCatalog = "catalog:write";
}
