using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Commerce.Catalog;

/// <summary>JSON of what is stored and answered as ready-made bytes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ProductDetails))]
[JsonSerializable(typeof(ProductSummary))]
[JsonSerializable(typeof(List<ProductRow>))]
[JsonSerializable(typeof(List<VariantRow>))]
[JsonSerializable(typeof(List<Category>))]
[JsonSerializable(typeof(BulkWish))]
[JsonSerializable(typeof(CategoryDetails))]
[JsonSerializable(typeof(ListCategories.Response))]
internal sealed partial class CatalogJson : JsonSerializerContext
{
    /// <summary>Letters of every script as they are; only what HTML could mistake for markup is escaped.</summary>
    public static CatalogJson Compact { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
}
