using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>What staff need for the catalogue; shoppers need nothing.</summary>
internal static class CatalogPermissions
{
    public static DeclaredPermission Read { get; } = new("catalog:read", "See drafts and withdrawn products.");

    public static DeclaredPermission Write { get; } = new("catalog:write", "Change products, prices and categories.");
}
