using System.Reflection;
using System.Text.Json;

namespace Commerce.Sample;

/// <summary>What a department of the sample shop sells, as written down in <c>Data/*.json</c>.</summary>
/// <param name="Models">Names that the makers give their products; each type uses some of them.</param>
/// <param name="Closings">Last sentences of descriptions.</param>
internal sealed record Department(
    string Name, string Code, IReadOnlyList<string> Brands, IReadOnlyList<string> Models, IReadOnlyList<string> Closings, IReadOnlyList<Family> Families)
{
    private static readonly string[] s_files = ["outdoor", "kitchen", "electronics", "clothing", "home", "garden", "toys", "beauty"];
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>All departments in the order of their menu.</summary>
    public static IReadOnlyList<Department> ReadAll() =>
        [.. s_files.Select(Read)];

    private static Department Read(string file)
    {
        using var data = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{file}.json")
            ?? throw new InvalidOperationException($"The assortment '{file}' is not in the assembly.");
        return JsonSerializer.Deserialize<Department>(data, s_json)
            ?? throw new InvalidOperationException($"The assortment '{file}' is empty.");
    }
}

/// <summary>The second level of the menu.</summary>
internal sealed record Family(string Name, IReadOnlyList<ProductType> Types);

/// <summary>A kind of product: the third level of the menu, and how its products are named, described and priced.</summary>
/// <param name="Form">The product's name with <c>{brand}</c>, <c>{model}</c> and attributes in braces.</param>
/// <param name="Price">Lowest and highest price of the smallest variant in EUR.</param>
/// <param name="Attributes">Possible values; those in ascending order grow together and with the price.</param>
/// <param name="Options">What tells the variants apart.</param>
/// <param name="Dearer">The option whose later values cost more.</param>
internal sealed record ProductType(
    string Name,
    string Code,
    string Form,
    int[] Price,
    IReadOnlyDictionary<string, JsonElement[]> Attributes,
    IReadOnlyList<string> Leads,
    IReadOnlyList<string> Features,
    IReadOnlyDictionary<string, string[]>? Options = null,
    string? Dearer = null);
