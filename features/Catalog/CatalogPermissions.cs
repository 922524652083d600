namespace Commerce.Catalog;

/// <summary>What staff need for the catalogue; shoppers need nothing.</summary>
internal static class CatalogPermissions
{
    /// <summary>See drafts and withdrawn products.</summary>
    public const string Read = "catalog:read";

    /// <summary>Change anything of the catalogue.</summary>
    public const string Write = "catalog:write";
}
