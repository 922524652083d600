using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>All categories. Each decision answers with the categories as they become, of which only the changed ones differ.</summary>
internal sealed class CategoryTree
{
    private readonly Dictionary<Guid, Category> _byId;
    private readonly ILookup<Guid?, Category> _byParent;

    public CategoryTree(IReadOnlyCollection<Category> categories)
    {
        _byId = categories.ToDictionary(c => c.Id);
        _byParent = categories.OrderBy(c => c.Position).ThenBy(c => c.Name, StringComparer.Ordinal).ToLookup(c => c.ParentId);
    }

    public Category? Find(Guid id) => _byId.GetValueOrDefault(id);

    public Category? Find(string idOrSlug) =>
        Guid.TryParse(idOrSlug, out var id) ? Find(id) : _byId.Values.FirstOrDefault(c => c.Slug == idOrSlug);

    public IEnumerable<Category> ChildrenOf(Guid? id) => _byParent[id];

    /// <summary>From the root down to the category itself.</summary>
    public IEnumerable<Category> PathOf(Category category) => category.Path.Select(id => _byId[id]);

    /// <summary>The tree after a change.</summary>
    public CategoryTree With(TreeChange change)
    {
        var after = new Dictionary<Guid, Category>(_byId);
        foreach (var category in change.Changed)
            after[category.Id] = category;
        return new CategoryTree(after.Values);
    }

    public Result<TreeChange> Add(Guid id, string slug, string name, Guid? parentId, int? index)
    {
        if (_byId.ContainsKey(id))
            return CategoryErrors.IdTaken(id);
        if (SlugIsTaken(slug, id))
            return CategoryErrors.SlugTaken(slug);
        if (_byId.Count >= Category.MaxCategories)
            return CategoryErrors.TooMany;
        if (parentId is { } parent && !_byId.ContainsKey(parent))
            return CategoryErrors.UnknownParent(parent);

        Guid[] path = [.. PathTo(parentId), id];
        if (path.Length > Category.MaxDepth)
            return CategoryErrors.TooDeep;
        var added = new Category(id, parentId, slug, name, 0, path, Version: 1);
        return Arrange(added, index, [], touched: [parentId]);
    }

    public Result<TreeChange> Rename(Category category, string slug, string name)
    {
        if (SlugIsTaken(slug, category.Id))
            return CategoryErrors.SlugTaken(slug);

        var renamed = category with { Slug = slug, Name = name, Version = category.Version + 1 };
        return new TreeChange(renamed, [renamed, .. Below(category).Concat(Present(category.ParentId)).Select(Touch)]);
    }

    public Result<TreeChange> Move(Category category, Guid? parentId, int? index)
    {
        if (parentId is { } parent && !_byId.ContainsKey(parent))
            return CategoryErrors.UnknownParent(parent);
        if (PathTo(parentId).Contains(category.Id))
            return CategoryErrors.Cycle(category.Id);

        var shift = PathTo(parentId).Count + 1 - category.Path.Count;
        Category[] below = [.. Below(category)];
        if (category.Path.Count + shift > Category.MaxDepth || below.Any(c => c.Path.Count + shift > Category.MaxDepth))
            return CategoryErrors.TooDeep;

        Guid[] path = [.. PathTo(parentId), category.Id];
        var moved = category with { ParentId = parentId, Path = path, Version = category.Version + 1 };
        var carried = below.Select(c => Touch(c) with { Path = [.. path, .. c.Path.Skip(category.Path.Count)] });
        return Arrange(moved, index, carried, touched: [category.ParentId, parentId]);
    }

    public Result<TreeChange> Remove(Category category) => ChildrenOf(category.Id).Any()
        ? CategoryErrors.HasChildren(category.Id)
        : new TreeChange(category, [.. Present(category.ParentId).Select(Touch)]);

    // Puts the category at its place among its siblings and numbers them anew.
    private TreeChange Arrange(Category category, int? index, IEnumerable<Category> carried, IEnumerable<Guid?> touched)
    {
        var siblings = ChildrenOf(category.ParentId).Where(c => c.Id != category.Id).ToList();
        var place = Math.Min(index ?? siblings.Count, siblings.Count);
        category = category with { Position = place };
        siblings.Insert(place, category);

        var changed = carried.ToDictionary(c => c.Id);
        changed[category.Id] = category;
        foreach (var parent in touched.Distinct().SelectMany(Present))
            changed[parent.Id] = Touch(parent);
        for (var i = 0; i < siblings.Count; i++)
        {
            if (siblings[i].Position != i)
                changed[siblings[i].Id] = changed.GetValueOrDefault(siblings[i].Id, siblings[i]) with { Position = i };
        }

        return new TreeChange(category, [.. changed.Values]);
    }

    private bool SlugIsTaken(string slug, Guid by) => _byId.Values.Any(c => c.Slug == slug && c.Id != by);

    private IReadOnlyList<Guid> PathTo(Guid? id) => id is { } known ? _byId[known].Path : [];

    private IEnumerable<Category> Below(Category category) =>
        _byId.Values.Where(c => c.Id != category.Id && c.Path.Contains(category.Id));

    private IEnumerable<Category> Present(Guid? id) => id is { } known ? [_byId[known]] : [];

    private static Category Touch(Category category) => category with { Version = category.Version + 1 };
}

/// <summary>What a decision changes.</summary>
/// <param name="Subject">The category it was about.</param>
/// <param name="Changed">Every category that is another now, as it becomes.</param>
internal sealed record TreeChange(Category Subject, IReadOnlyList<Category> Changed);
