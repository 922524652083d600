namespace Commerce.Catalog;

/// <summary>A category's page: where it stands and what is directly below.</summary>
internal sealed record CategoryDetails(
    Guid Id,
    Guid? ParentId,
    string Slug,
    string Name,
    long Version,
    IReadOnlyList<CategoryLink> Breadcrumbs,
    IReadOnlyList<CategoryLink> Children)
{
    public static CategoryDetails Of(Category category, CategoryTree tree) => new(
        category.Id,
        category.ParentId,
        category.Slug,
        category.Name,
        category.Version,
        [.. tree.PathOf(category).Select(CategoryLink.To)],
        [.. tree.ChildrenOf(category.Id).Select(CategoryLink.To)]);
}

/// <summary>A category by name.</summary>
internal sealed record CategoryLink(Guid Id, string Slug, string Name)
{
    public static CategoryLink To(Category category) => new(category.Id, category.Slug, category.Name);
}

/// <summary>A category with everything below it.</summary>
/// <param name="Version">For <c>If-Match</c>.</param>
internal sealed record CategoryNode(Guid Id, string Slug, string Name, long Version, IReadOnlyList<CategoryNode> Children)
{
    public static IReadOnlyList<CategoryNode> Below(Guid? id, CategoryTree tree) =>
        [.. tree.ChildrenOf(id).Select(c => new CategoryNode(c.Id, c.Slug, c.Name, c.Version, Below(c.Id, tree)))];
}
