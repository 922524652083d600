using System.Globalization;
using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>A product as its editor's fields hold it: texts, as the person writes them.</summary>
public sealed class ProductEdit
{
    public string Name { get; set; } = "";

    public string Slug { get; set; } = "";

    public string Brand { get; set; } = "";

    public string Description { get; set; } = "";

    public string CategoryId { get; set; } = "";

    public List<AttributeLine> Attributes { get; } = [];

    public List<VariantLine> Variants { get; } = [];

    public List<string> Currencies { get; } = [];

    /// <summary>Which rows there are, so that a draft finds its fields again.</summary>
    public string Shape
    {
        get => JsonSerializer.Serialize(new Rows([.. Attributes.Select(a => a.Key)], [.. Variants.Select(v => v.Key)], Currencies));
        set
        {
            if (JsonSerializer.Deserialize<Rows>(value) is not { } rows)
                return;
            Arrange(Attributes, rows.Attributes, a => a.Key, key => new AttributeLine(key));
            Arrange(Variants, rows.Variants, v => v.Key, key => new VariantLine(key));
            Currencies.Clear();
            Currencies.AddRange(rows.Currencies);
        }
    }

    internal static ProductEdit Of(ProductContent content, PersonFormat format)
    {
        var edit = new ProductEdit
        {
            Name = content.Name,
            Slug = content.Slug,
            Brand = content.Brand,
            Description = content.Description,
            CategoryId = content.CategoryId.ToString(),
        };
        edit.Currencies.AddRange(content.Variants.SelectMany(v => v.Prices).Select(p => p.Currency.Code).Distinct().Order(StringComparer.Ordinal).DefaultIfEmpty("EUR"));
        edit.Attributes.AddRange(content.Attributes.Select((a, i) => new AttributeLine($"a{i}") { Name = a.Key, Kind = KindOf(a.Value), Value = TextOf(a.Value) }));
        edit.Variants.AddRange(content.Variants.Select((v, i) =>
        {
            var line = new VariantLine($"v{i}") { Sku = v.Sku, Options = OptionsText(v.Options) };
            foreach (var price in v.Prices)
                line.Prices[price.Currency.Code] = format.Amount(price);
            return line;
        }));
        return edit;
    }

    public void AddAttribute() => Attributes.Add(new(NewKey()));

    public void AddVariant() => Variants.Add(new(NewKey()));

    /// <exception cref="GatewayException">A field holds what it cannot; said there.</exception>
    internal ProductContent ToContent(PersonFormat format)
    {
        if (!Guid.TryParse(CategoryId, out var category))
            throw FormState.Refuse("categoryId", "Choose a category.");
        var attributes = new Dictionary<string, JsonElement>();
        foreach (var line in Attributes)
        {
            if (!attributes.TryAdd(line.Name.Trim(), ValueOf(line)))
                throw FormState.Refuse($"attributes/{line.Key}", "There is another attribute of this name.");
        }

        return new(Slug.Trim(), Name.Trim(), Description, Brand.Trim(), category, attributes, [.. Variants.Select((v, i) => ToVariant(v, i, format))]);
    }

    /// <summary><c>Colour: Blue, Size: 42</c>.</summary>
    public static string OptionsText(IReadOnlyDictionary<string, string> options) => string.Join(", ", options.Select(o => $"{o.Key}: {o.Value}"));

    public static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(v => v.GetString())),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Number => value.GetRawText(),
        _ => value.GetString() ?? "",
    };

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "list",
        JsonValueKind.True or JsonValueKind.False => "flag",
        JsonValueKind.Number => "number",
        _ => "text",
    };

    private static JsonElement ValueOf(AttributeLine line)
    {
        var text = line.Value.Trim();
        return line.Kind switch
        {
            "number" => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? JsonSerializer.SerializeToElement(number)
                : throw FormState.Refuse($"attributes/{line.Key}", "A number with a point, such as 1.7."),
            "flag" => JsonSerializer.SerializeToElement(text is "yes" or "true"),
            "list" => JsonSerializer.SerializeToElement(text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
            _ => JsonSerializer.SerializeToElement(text),
        };
    }

    private ProductVariant ToVariant(VariantLine line, int index, PersonFormat format)
    {
        var options = new Dictionary<string, string>();
        foreach (var part in line.Options.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } value] || !options.TryAdd(name, value))
                throw FormState.Refuse($"variants/{index}/options", "Write them as Colour: Blue, Size: 42, each once.");
        }

        var prices = new List<Money>();
        foreach (var code in Currencies.Where(c => line.Prices.GetValueOrDefault(c) is { Length: > 0 } text && text.Trim().Length > 0))
        {
            if (!Currency.TryParse(code, out var currency))
                throw FormState.Refuse($"variants/{index}/prices", $"{code} is no currency.");
            var price = format.ReadAmount(line.Prices[code], currency);
            prices.Add(price.Error is { } error ? throw FormState.Refuse($"variants/{index}/prices", error.Detail) : price.Value);
        }

        return new(line.Sku.Trim().ToUpperInvariant(), options, prices);
    }

    private static void Arrange<T>(List<T> lines, IReadOnlyList<string> keys, Func<T, string> keyOf, Func<string, T> add)
    {
        T[] arranged = [.. keys.Select(key => lines.FirstOrDefault(line => keyOf(line) == key) ?? add(key))];
        lines.Clear();
        lines.AddRange(arranged);
    }

    // Never used twice: a draft's field must not turn up in another row.
    private static string NewKey() => $"n{Guid.CreateVersion7():N}";

    private sealed record Rows(IReadOnlyList<string> Attributes, IReadOnlyList<string> Variants, IReadOnlyList<string> Currencies);
}

/// <summary>A row of the attributes.</summary>
public sealed class AttributeLine(string key)
{
    public string Key => key;

    public string Name { get; set; } = "";

    public string Kind { get; set; } = "text";

    public string Value { get; set; } = "";
}

/// <summary>A row of the variants.</summary>
public sealed class VariantLine(string key)
{
    public string Key => key;

    public string Sku { get; set; } = "";

    public string Options { get; set; } = "";

    public Dictionary<string, string> Prices { get; } = [];
}
