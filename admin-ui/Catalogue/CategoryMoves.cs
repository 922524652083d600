namespace Commerce.AdminUi;

/// <summary>Where a category goes.</summary>
/// <param name="Index">Its place among the others there.</param>
internal sealed record CategoryPlace(Guid? ParentId, int Index);

/// <summary>Says where a category goes when somebody moves it by a key or drops it somewhere; null where it cannot go.</summary>
internal sealed class CategoryMoves(IReadOnlyList<CategoryNode> tree)
{
    public CategoryPlace? Up(Guid id) => Find(id) is ({ } at, var siblings) && IndexOf(siblings, id) is > 0 and var index ? new(at.Parent?.Id, index - 1) : null;

    public CategoryPlace? Down(Guid id) =>
        Find(id) is ({ } at, var siblings) && IndexOf(siblings, id) is var index && index < siblings.Count - 1 ? new(at.Parent?.Id, index + 1) : null;

    /// <summary>Below the one above it, as the last there.</summary>
    public CategoryPlace? In(Guid id) =>
        Find(id) is (not null, var siblings) && IndexOf(siblings, id) is > 0 and var index ? new(siblings[index - 1].Id, siblings[index - 1].Children.Count) : null;

    /// <summary>Beside its parent, right after it.</summary>
    public CategoryPlace? Out(Guid id) =>
        Find(id) is ({ Parent: { } parent }, _) && Find(parent.Id) is ({ } above, var aunts) ? new(above.Parent?.Id, IndexOf(aunts, parent.Id) + 1) : null;

    public CategoryPlace? Below(Guid id, Guid target) => IsWithin(id, target) ? null : new(target, Node(target)!.Children.Count(c => c.Id != id));

    public CategoryPlace? Before(Guid id, Guid target) => IsWithin(id, target) || Find(target) is not ({ } at, var siblings)
        ? null
        : new(at.Parent?.Id, IndexOf([.. siblings.Where(s => s.Id != id)], target));

    public CategoryNode? Node(Guid id) => CatalogueWords.Flat(tree).FirstOrDefault(c => c.Node.Id == id).Node;

    private bool IsWithin(Guid id, Guid target) => Node(id) is not { } moved || CatalogueWords.Flat([moved]).Any(c => c.Node.Id == target);

    private (Position? At, IReadOnlyList<CategoryNode> Siblings) Find(Guid id) => Find(id, null, tree);

    private static (Position? At, IReadOnlyList<CategoryNode> Siblings) Find(Guid id, CategoryNode? parent, IReadOnlyList<CategoryNode> level)
    {
        if (IndexOf(level, id) >= 0)
            return (new(parent), level);
        return level.Select(node => Find(id, node, node.Children)).FirstOrDefault(found => found.At is not null, (null, []));
    }

    private static int IndexOf(IReadOnlyList<CategoryNode> nodes, Guid id) => nodes.Select(n => n.Id).ToList().IndexOf(id);

    private sealed record Position(CategoryNode? Parent);
}
