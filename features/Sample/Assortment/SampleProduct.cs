using System.Text.Json;
using Commerce.Kernel;

namespace Commerce.Sample;

/// <summary>A category of the sample shop.</summary>
internal sealed record SampleCategory(Guid Id, Guid? ParentId, string Slug, string Name);

/// <summary>A product of the sample shop, in the shape in which the catalogue takes it.</summary>
internal sealed record SampleProduct(
    Guid Id,
    string Slug,
    string Name,
    string Brand,
    string Description,
    Guid CategoryId,
    IReadOnlyDictionary<string, JsonElement> Attributes,
    IReadOnlyList<SampleVariant> Variants,
    SampleRating? Rating,
    bool Publish);

internal sealed record SampleVariant(string Sku, IReadOnlyDictionary<string, string> Options, IReadOnlyList<Money> Prices);

internal sealed record SampleRating(decimal Average, int Count);

/// <summary>So many of a SKU in a warehouse.</summary>
internal sealed record SampleStock(string Sku, string Warehouse, int Quantity);

/// <summary>A warehouse; orders are shipped from the one with the lowest priority number that has everything.</summary>
internal sealed record SampleWarehouse(string Code, string Name, string Country, int Priority);
