using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.AdminUi;

/// <summary>A field in which two people's versions differ.</summary>
/// <param name="Before">As it was when both began; null where it was not there.</param>
/// <param name="IsMineChosen">Which one stands: null until somebody says so, where both changed it.</param>
public sealed record MergeField(string Key, string Title, string? Before, string? Mine, string? Theirs, bool? IsMineChosen)
{
    public bool IsConflict => Mine != Before && Theirs != Before;
}

/// <summary>
/// Brings together what I wrote and what somebody else saved first, field by field: what only one of us changed stands by itself, what both
/// changed is chosen.
/// </summary>
public sealed class ProductMerge
{
    private const string Order = "order";

    private readonly Dictionary<string, string?> _theirs;
    private readonly List<string> _mySkus;
    private readonly List<string> _theirSkus;
    private readonly List<MergeField> _fields;

    public ProductMerge(ProductContent before, ProductContent mine, ProductContent theirs)
    {
        ArgumentNullException.ThrowIfNull(mine);
        ArgumentNullException.ThrowIfNull(theirs);
        var (was, ours) = (Flat(before), Flat(mine));
        _theirs = Flat(theirs);
        (_mySkus, _theirSkus) = (Skus(mine), Skus(theirs));
        string[] shared = [.. Skus(before).Intersect(_mySkus).Intersect(_theirSkus)];
        (was[Order], ours[Order], _theirs[Order]) = (OrderOf(Skus(before), shared), OrderOf(_mySkus, shared), OrderOf(_theirSkus, shared));
        _fields =
        [
            .. from key in _theirs.Keys.Concat(ours.Keys).Distinct()
               let field = new MergeField(key, Title(key), was.GetValueOrDefault(key), ours.GetValueOrDefault(key), _theirs.GetValueOrDefault(key), null)
               where field.Mine != field.Theirs
               select field with { IsMineChosen = field.IsConflict ? null : field.Theirs == field.Before },
        ];
    }

    public IReadOnlyList<MergeField> Fields => _fields;

    public bool IsDecided => _fields.TrueForAll(f => f.IsMineChosen is not null);

    public void Choose(string key, bool mine) =>
        _fields[_fields.FindIndex(f => f.Key == key)] = _fields.First(f => f.Key == key) with { IsMineChosen = mine };

    /// <summary>What comes of the choices.</summary>
    public ProductContent Merged()
    {
        var values = new Dictionary<string, string?>(_theirs);
        foreach (var field in _fields)
            values[field.Key] = field.IsMineChosen == true ? field.Mine : field.Theirs;
        string Text(string key) => values.GetValueOrDefault(key) ?? "";
        return new(
            Text("slug"), Text("name"), Text("description"), Text("brand"), Guid.Parse(Text("category")),
            values.Where(v => v.Key.StartsWith("attribute/", StringComparison.Ordinal) && v.Value is not null)
                .ToDictionary(v => v.Key["attribute/".Length..], v => JsonElement.Parse(v.Value!)),
            [.. SkusInOrder().Where(sku => values.GetValueOrDefault($"variant/{sku}") is not null).Select(sku => VariantOf(sku, values))]);
    }

    // The order of one of us, with what the other added where it stood there: behind the same one.
    private List<string> SkusInOrder()
    {
        var isMine = _fields.Find(f => f.Key == Order) is not { IsMineChosen: false };
        var (skus, others) = isMine ? (_mySkus.ToList(), _theirSkus) : (_theirSkus.ToList(), _mySkus);
        for (var i = 0; i < others.Count; i++)
        {
            if (!skus.Contains(others[i]))
                skus.Insert(i == 0 ? 0 : skus.IndexOf(others[i - 1]) + 1, others[i]);
        }

        return skus;
    }

    private static List<string> Skus(ProductContent content) => [.. content.Variants.Select(v => v.Sku).Distinct()];

    // Only of those that all three know: what was added or removed is a field of its own.
    private static string OrderOf(List<string> skus, string[] shared) => string.Join(", ", skus.Where(shared.Contains));

    private static ProductVariant VariantOf(string sku, Dictionary<string, string?> values) => new(
        sku,
        JsonSerializer.Deserialize<Dictionary<string, string>>(values[$"variant/{sku}"]!)!,
        [.. values.Where(v => v.Key.StartsWith($"price/{sku}/", StringComparison.Ordinal) && v.Value is not null).Select(v => Money.Parse(v.Value, v.Key[^3..]).Value)]);

    private static Dictionary<string, string?> Flat(ProductContent content)
    {
        var flat = new Dictionary<string, string?>
        {
            ["name"] = content.Name,
            ["slug"] = content.Slug,
            ["brand"] = content.Brand,
            ["category"] = content.CategoryId.ToString(),
            ["description"] = content.Description,
        };
        foreach (var (name, value) in content.Attributes)
            flat[$"attribute/{name}"] = JsonSerializer.Serialize(value);
        foreach (var variant in content.Variants)
        {
            flat[$"variant/{variant.Sku}"] = JsonSerializer.Serialize(variant.Options);
            foreach (var price in variant.Prices)
                flat[$"price/{variant.Sku}/{price.Currency.Code}"] = price.ToAmountString();
        }

        return flat;
    }

    private static string Title(string key) => key.Split('/', 2) switch
    {
        ["attribute", var name] => name,
        ["variant", var sku] => $"Variant {sku}",
        ["price", var rest] => $"Price of {rest[..^4]} in {rest[^3..]}",
        ["slug"] => "Name in addresses",
        [Order] => "Order of variants",
        _ => OrderWords.Plain(key),
    };
}
