using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.AdminUi;

public sealed class ProductMergeTests
{
    private static readonly ProductContent Before = new(
        "lamp", "Lamp", "A lamp.", "Fellgate", Guid.Parse("0190a6f0-3c00-7000-8000-00000000a001"),
        new() { ["Material"] = Json("Oak") }, [Variant("L-1", "Oak", 1000), Variant("L-2", "Ash", 1100)]);

    [Fact]
    public void Merge_OfDifferentFields_NeedsNoChoice_AndKeepsBoth()
    {
        var merge = new ProductMerge(Before, Before with { Name = "Floor lamp" }, Before with { Description = "A tall lamp." });

        Assert.True(merge.IsDecided);
        Assert.Equal(("Floor lamp", "A tall lamp."), (merge.Merged().Name, merge.Merged().Description));
        Assert.Equal(Before.Variants.Select(v => v.Sku), merge.Merged().Variants.Select(v => v.Sku));
    }

    [Theory]
    [InlineData(true, "Mine")]
    [InlineData(false, "Theirs")]
    public void Merge_OfTheSameField_WaitsForAChoice(bool mine, string name)
    {
        var merge = new ProductMerge(Before, Before with { Name = "Mine" }, Before with { Name = "Theirs" });
        Assert.False(merge.IsDecided);
        Assert.True(Assert.Single(merge.Fields).IsConflict);

        merge.Choose("name", mine);

        Assert.True(merge.IsDecided);
        Assert.Equal(name, merge.Merged().Name);
    }

    [Fact]
    public void Merge_OfPricesAndVariants_GoesPriceByPrice()
    {
        var mine = Before with { Variants = [Variant("L-1", "Oak", 900), Variant("L-2", "Ash", 1100), Variant("L-3", "Elm", 1200)] };
        var theirs = Before with { Variants = [Variant("L-1", "Oak", 1000)], Attributes = new() { ["Material"] = Json("Oak"), ["Height"] = Json(140) } };

        var merge = new ProductMerge(Before, mine, theirs);

        Assert.True(merge.IsDecided);
        Assert.Equal(["L-1 9.00", "L-3 12.00"], merge.Merged().Variants.Select(v => $"{v.Sku} {v.Prices[0].ToAmountString()}"));
        Assert.Equal(140, merge.Merged().Attributes["Height"].GetInt32());
    }

    [Theory]
    [InlineData("1 2 3", "1 2 3", "3 1 2", null, "3 1 2")]
    [InlineData("1 2 3", "2 1 3", "1 2 3", null, "2 1 3")]
    [InlineData("1 2 3", "2 1 3", "3 2 1", true, "2 1 3")]
    [InlineData("1 2 3", "2 1 3", "3 2 1", false, "3 2 1")]
    [InlineData("1 2 3", "1 2 3 4", "3 1 2", null, "3 4 1 2")]
    [InlineData("1 2 3", "2 1 3", "0 3 2 1 5", true, "0 2 1 5 3")]
    [InlineData("1 2 3", "2 1", "3 1 2", null, "2 1")]
    public void Merge_OfTheOrderOfVariants_KeepsWhoeverChangedIt_AndAsksWhereBothDid(string before, string mine, string theirs, bool? isMine, string merged)
    {
        var merge = new ProductMerge(Ordered(before), Ordered(mine), Ordered(theirs));
        Assert.Equal(isMine is null, merge.IsDecided);
        if (isMine is { } choice)
            merge.Choose("order", choice);

        Assert.Equal(merged, string.Join(' ', merge.Merged().Variants.Select(v => v.Sku)));

        static ProductContent Ordered(string skus) => Before with { Variants = [.. skus.Split(' ').Select(sku => Variant(sku, $"Wood {sku}", 1000))] };
    }

    [Fact]
    public void Merge_WhereBothWroteTheSame_HasNothingToShow() =>
        Assert.Empty(new ProductMerge(Before, Before with { Name = "Same" }, Before with { Name = "Same" }).Fields);

    private static ProductVariant Variant(string sku, string wood, long cents) => new(sku, new() { ["Wood"] = wood }, [Money.Of(cents, "EUR")]);

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);
}
