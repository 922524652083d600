namespace Commerce.Catalog;

/// <summary>A place in the shop's tree of categories.</summary>
/// <param name="Path">Ids from the root down to this one.</param>
/// <param name="Version">Counts every change of what the category's page shows: itself, its ancestors' names, its children.</param>
internal sealed record Category(Guid Id, Guid? ParentId, string Slug, string Name, int Position, IReadOnlyList<Guid> Path, long Version)
{
    public const int MaxDepth = 6;
    public const int MaxName = 100;
    public const int MaxSlug = 120;
    public const int MaxCategories = 5_000;
}
