using System.Text.Json.Serialization;

namespace Commerce.Catalog;

/// <summary>Where a product stands: only published ones are seen and sold.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProductStatus>))]
internal enum ProductStatus
{
    [JsonStringEnumMemberName("draft")]
    Draft,

    [JsonStringEnumMemberName("published")]
    Published,

    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,
}
