using System.Text.Json;

namespace Commerce.Sample;

/// <summary>Everything that the sample shop sells: the same on every machine, every time.</summary>
internal sealed class Assortment
{
    private const int ProductsPerType = 15;
    private const double Unrated = 0.05;

    // Ids carry a time; with a fixed one they are the same everywhere.
    private static readonly DateTimeOffset s_opening = new(2025, 3, 3, 8, 0, 0, TimeSpan.Zero);

    private readonly List<SampleCategory> _categories = [];
    private readonly List<SampleProduct> _products = [];
    private readonly List<SampleKind> _kinds = [];

    private Assortment()
    {
        foreach (var department in Department.ReadAll())
        {
            var top = AddCategory(department.Name, parent: null);
            foreach (var family in department.Families)
            {
                var middle = AddCategory(family.Name, top);
                foreach (var type in family.Types)
                    AddProducts(department, type, AddCategory(type.Name, middle));
            }
        }
    }

    /// <summary>Parents before their children.</summary>
    public IReadOnlyList<SampleCategory> Categories => _categories;

    /// <summary>In the order in which they came into the shop: departments take turns.</summary>
    public IReadOnlyList<SampleProduct> Products => _products;

    /// <summary>Every kind of product.</summary>
    public IReadOnlyList<SampleKind> Kinds => _kinds;

    public static Assortment Create()
    {
        var assortment = new Assortment();
        assortment._products.Sort((a, b) => a.Id.CompareTo(b.Id));
        return assortment;
    }

    private SampleCategory AddCategory(string name, SampleCategory? parent)
    {
        var dice = new Dice($"category/{parent?.Slug}/{name}");
        var category = new SampleCategory(dice.Id(s_opening.AddMinutes(_categories.Count)), parent?.Id, Wording.Slug(name), name);
        _categories.Add(category);
        return category;
    }

    private void AddProducts(Department department, ProductType type, SampleCategory category)
    {
        var kind = new SampleKind(department, type, category);
        _kinds.Add(kind);
        var models = new Dice($"models/{type.Name}").Some(department.Models, ProductsPerType);
        for (var number = 1; number <= models.Count; number++)
        {
            var model = models[number - 1];
            _products.Add(kind.Product(model, $"{department.Code}-{type.Code}-{number:00}", new Dice($"product/{type.Name}/{model}")));
        }
    }

    internal static SampleProduct Product(SampleKind kind, string model, string sku, Dice dice)
    {
        var (department, type) = (kind.Department, kind.Type);
        var arrival = s_opening.AddDays(1 + dice.Below(500)).AddMinutes(dice.Below(600));
        var level = dice.Share();
        var brand = dice.Pick(department.Brands);
        var attributes = type.Attributes.ToDictionary(a => a.Key, a => Choose(a.Value, level, dice));
        var words = attributes.ToDictionary(a => a.Key, a => Wording.Say(a.Value));
        (words["brand"], words["model"]) = (brand, model);
        var name = Wording.Fill(type.Form, words);

        return new SampleProduct(
            dice.Id(arrival),
            Wording.Slug(name),
            name,
            brand,
            Describe(department, type, words, dice),
            kind.Category.Id,
            attributes,
            Variants.Of(type, sku, Prices.Base(type.Price, level, dice), dice),
            Rate(dice),
            Publish: true);
    }

    // Values in ascending order grow with the product's level, so that a big tent is also a heavy and a dear one.
    private static JsonElement Choose(JsonElement[] values, double level, Dice dice)
    {
        var ascends = values.Length > 1 && values.All(v => v.ValueKind == JsonValueKind.Number || (v.ValueKind == JsonValueKind.String && char.IsAsciiDigit(v.GetString()![0])));
        if (!ascends)
            return dice.Pick(values);
        var place = (level * values.Length) + (0.3 * dice.Bell());
        return values[Math.Clamp((int)place, 0, values.Length - 1)];
    }

    private static string Describe(Department department, ProductType type, Dictionary<string, string> words, Dice dice)
    {
        IEnumerable<string> sentences = [dice.Pick(type.Leads), .. dice.Some(type.Features, 2), dice.Pick(department.Closings)];
        return string.Join(' ', sentences.Select(s => Wording.Fill(s, words)));
    }

    private static SampleRating? Rate(Dice dice)
    {
        if (dice.Share() < Unrated)
            return null;
        var average = Math.Clamp(4.25 + (0.35 * dice.Bell()), 2.4, 4.9);
        var popularity = dice.Share();
        return new SampleRating(Math.Round((decimal)average, 1), 3 + (int)(popularity * popularity * popularity * 1_800));
    }
}
