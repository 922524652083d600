using System.Security.Cryptography;
using System.Text.Json;

namespace Commerce.Sample.Tests;

public sealed class AssortmentTests
{
    private static readonly Assortment s_assortment = Assortment.Create();

    // When the assortment is changed on purpose, this is the only line to change with it.
    private const string Fingerprint = "a7786781113ae7a8";

    [Fact]
    public void Create_IsTheSameEverywhere()
    {
        Assert.Equal(Print(s_assortment), Print(Assortment.Create()));
        Assert.Equal(Fingerprint, Print(s_assortment));
    }

    [Fact]
    public void Products_AreAtLeastAThousand_InCategoriesThreeDeep()
    {
        Assert.True(s_assortment.Products.Count >= 1_000, $"{s_assortment.Products.Count} products");
        var byId = s_assortment.Categories.ToDictionary(c => c.Id);
        Assert.All(s_assortment.Products, p => Assert.NotNull(byId[byId[p.CategoryId].ParentId!.Value].ParentId));
        Assert.All(s_assortment.Categories.Where(c => c.ParentId is null || byId[c.ParentId.Value].ParentId is null), c =>
            Assert.Contains(s_assortment.Categories, below => below.ParentId == c.Id));
    }

    [Fact]
    public void Names_Slugs_Ids_AndSkusAreUnique()
    {
        Assert.Distinct(s_assortment.Products.Select(p => p.Name));
        Assert.Distinct(s_assortment.Products.Select(p => p.Slug));
        Assert.Distinct(s_assortment.Products.Select(p => p.Id).Concat(s_assortment.Categories.Select(c => c.Id)));
        Assert.Distinct(s_assortment.Products.SelectMany(p => p.Variants).Select(v => v.Sku));
        Assert.Distinct(s_assortment.Categories.Select(c => c.Slug));
    }

    [Fact]
    public void Names_BeginWithTheBrand_AndHaveNoNumberOrPlaceholderInPlaceOfOne() => Assert.All(s_assortment.Products, p =>
    {
        Assert.StartsWith(p.Brand, p.Name, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[{}]|\b(Product|Item|Lorem)\b|#\d", p.Name);
        Assert.InRange(p.Name.Length, 10, 90);
        Assert.Matches(@"^[a-z0-9]+(-[a-z0-9]+)*\z", p.Slug);
    });

    [Fact]
    public void Descriptions_AreWholeSentences_AndDifferFromEachOther()
    {
        Assert.All(s_assortment.Products, p =>
        {
            Assert.DoesNotMatch(@"[{}]|\(s\)|\ba [aeio](?!ne\b)|  |lorem", p.Description);
            Assert.Matches(@"^[A-Z0-9].*[.]$", p.Description);
            Assert.InRange(p.Description.Length, 100, 500);
        });
        var repeated = s_assortment.Products.Count - s_assortment.Products.Select(p => p.Description).Distinct().Count();
        Assert.InRange(repeated, 0, s_assortment.Products.Count / 50);
    }

    [Fact]
    public void Prices_AreSane_InBothCurrencies() => Assert.All(s_assortment.Products, p => Assert.All(p.Variants, v =>
    {
        Assert.Equal(["EUR", "USD"], v.Prices.Select(m => m.Currency.Code));
        Assert.InRange(v.Prices[0].Amount, 5m, 1_500m);
        Assert.InRange(v.Prices[1].Amount / v.Prices[0].Amount, 0.85m, 1.35m);
        Assert.Matches(@"(9|5|0)\z", v.Prices[0].ToAmountString());
    }));

    [Fact]
    public void Prices_OfBiggerVariants_AreHigher()
    {
        var pan = s_assortment.Products.First(p => p.Name.EndsWith("Frying Pan", StringComparison.Ordinal));

        Assert.Equal(pan.Variants.Select(v => v.Prices[0].MinorUnits).Order(), pan.Variants.Select(v => v.Prices[0].MinorUnits));
        Assert.True(pan.Variants[^1].Prices[0].MinorUnits > pan.Variants[0].Prices[0].MinorUnits * 3 / 2);
    }

    [Fact]
    public void Ratings_VaryAsInAShop()
    {
        var rated = s_assortment.Products.Select(p => p.Rating).OfType<SampleRating>().ToList();

        Assert.InRange(rated.Count, s_assortment.Products.Count * 85 / 100, s_assortment.Products.Count - 1);
        Assert.All(rated, r => Assert.InRange(r.Average, 2m, 5m));
        Assert.InRange(rated.Average(r => r.Average), 4.0m, 4.5m);
        Assert.True(rated.Select(r => r.Count).Distinct().Count() > 300, "The counts repeat too often.");
    }

    [Fact]
    public void Attributes_AreTyped()
    {
        var kinds = s_assortment.Products.SelectMany(p => p.Attributes.Values).Select(v => v.ValueKind).Distinct().ToList();

        Assert.Superset(new HashSet<JsonValueKind> { JsonValueKind.String, JsonValueKind.Number, JsonValueKind.True, JsonValueKind.Array }, kinds.ToHashSet());
    }

    [Fact]
    public void Stock_LiesInThreeWarehouses_AndAFewThingsAreSoldOut()
    {
        var skus = s_assortment.Products.SelectMany(p => p.Variants).ToList();
        var levels = skus.SelectMany(Stock.Of).ToList();

        Assert.Equal(3, levels.Select(l => l.Warehouse).Distinct().Count());
        Assert.All(levels, l => Assert.InRange(l.Quantity, 1, 200));
        var soldOut = skus.Count - levels.Select(l => l.Sku).Distinct().Count();
        Assert.InRange(soldOut, skus.Count / 100, skus.Count / 15);
    }

    private static string Print(Assortment assortment)
    {
        var everything = JsonSerializer.SerializeToUtf8Bytes(new
        {
            assortment.Categories,
            assortment.Products,
            Stock = assortment.Products.SelectMany(p => p.Variants).SelectMany(Stock.Of),
        });
        return Convert.ToHexStringLower(SHA256.HashData(everything))[..16];
    }
}
