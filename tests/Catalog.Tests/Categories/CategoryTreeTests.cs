namespace Commerce.Catalog.Tests;

public sealed class CategoryTreeTests
{
    // a ─ b ─ c,  d
    private static readonly Guid s_a = Id(1), s_b = Id(2), s_c = Id(3), s_d = Id(4);

    private static readonly CategoryTree s_tree = new(
    [
        new(s_a, null, "a", "A", 0, [s_a], 1),
        new(s_b, s_a, "b", "B", 0, [s_a, s_b], 1),
        new(s_c, s_b, "c", "C", 0, [s_a, s_b, s_c], 1),
        new(s_d, null, "d", "D", 1, [s_d], 1),
    ]);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    public void Move_BelowItself_IsRefused(int category, int parent) =>
        Assert.Equal("catalog.category_cycle", s_tree.Move(s_tree.Find(Id(category))!, Id(parent), null).Error?.Code);

    [Fact]
    public void Move_TakesEverythingBelowAlong()
    {
        var after = s_tree.With(s_tree.Move(s_tree.Find(s_b)!, s_d, null).Value);

        Assert.Equal([s_d, s_b], after.Find(s_b)!.Path);
        Assert.Equal([s_d, s_b, s_c], after.Find(s_c)!.Path);
        Assert.Empty(after.ChildrenOf(s_a));
    }

    [Fact]
    public void Move_ChangesTheVersionOfEveryPageThatShowsIt()
    {
        var after = s_tree.With(s_tree.Move(s_tree.Find(s_b)!, s_d, null).Value);

        Assert.Equal([2, 2, 2, 2], new[] { s_a, s_b, s_c, s_d }.Select(id => after.Find(id)!.Version));
    }

    [Fact]
    public void Move_ToAnotherIndex_ReordersTheSiblings()
    {
        var after = s_tree.With(s_tree.Move(s_tree.Find(s_d)!, null, 0).Value);

        Assert.Equal(["d", "a"], after.ChildrenOf(null).Select(c => c.Slug));
    }

    [Fact]
    public void Rename_LeavesTheVersionOfPagesThatDoNotShowIt()
    {
        var after = s_tree.With(s_tree.Rename(s_tree.Find(s_b)!, "bee", "Bee").Value);

        Assert.Equal([2, 2, 2, 1], new[] { s_a, s_b, s_c, s_d }.Select(id => after.Find(id)!.Version));
    }

    [Fact]
    public void Rename_ToTheSlugOfAnother_IsRefused() =>
        Assert.Equal("catalog.category_slug_taken", s_tree.Rename(s_tree.Find(s_b)!, "d", "Dee").Error?.Code);

    [Fact]
    public void Remove_WithChildren_IsRefused() =>
        Assert.Equal("catalog.category_has_children", s_tree.Remove(s_tree.Find(s_b)!).Error?.Code);

    [Fact]
    public void Add_BelowTheDeepestLevel_IsRefused()
    {
        var tree = s_tree;
        var parent = s_c;
        for (var level = 4; level <= Category.MaxDepth; level++)
        {
            tree = tree.With(tree.Add(Id(100 + level), $"level-{level}", "Level", parent, null).Value);
            parent = Id(100 + level);
        }

        Assert.Equal("catalog.category_too_deep", tree.Add(Id(200), "deeper", "Deeper", parent, null).Error?.Code);
        Assert.Equal("catalog.category_too_deep", tree.Move(tree.Find(s_d)!, parent, null).Error?.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnySequenceOfDecisions_KeepsEveryPathWhole(int seed)
    {
        var random = new Random(seed);
        var tree = new CategoryTree([]);
        List<Guid> ids = [];
        for (var step = 0; step < 400; step++)
        {
            Guid? parent = ids.Count == 0 || random.Next(5) == 0 ? null : ids[random.Next(ids.Count)];
            var decision = ids.Count < 10 || random.Next(3) == 0
                ? tree.Add(Id(1000 + step), $"c-{step}", "C", parent, random.Next(4))
                : tree.Move(tree.Find(ids[random.Next(ids.Count)])!, parent, random.Next(4));
            if (!decision.IsOk)
                continue;
            tree = tree.With(decision.Value);
            if (!ids.Contains(decision.Value.Subject.Id))
                ids.Add(decision.Value.Subject.Id);
            Assert.All(ids, id => AssertWhole(tree, tree.Find(id)!));
        }

        Assert.True(ids.Count > 20, $"Only {ids.Count} categories: the sequence proved little.");
    }

    private static void AssertWhole(CategoryTree tree, Category category)
    {
        IEnumerable<Guid> expected = category.ParentId is { } parent ? [.. tree.Find(parent)!.Path, category.Id] : [category.Id];
        Assert.Equal(expected, category.Path);
        Assert.Distinct(tree.ChildrenOf(category.Id).Select(c => c.Position));
        Assert.Equal(category.Path.Count, category.Path.Distinct().Count());
    }

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
