namespace Commerce.Inventory;

/// <summary>What staff of the inventory may be allowed to do.</summary>
internal static class Permissions
{
    public const string Read = "inventory:read";
    public const string Write = "inventory:write";
}
