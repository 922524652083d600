using System.Text.Json;
using System.Text.Json.Serialization;

namespace Commerce.Defaults;

/// <summary>Free-form JSON that a <c>jsonb</c> column can hold: the text rules of <see cref="TextConverter"/> at every depth.</summary>
internal sealed class DocumentConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        Check(element);
        return element;
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

    // GetString decodes, and so refuses lone surrogates.
    private static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                TextConverter.Check(element.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Check(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    TextConverter.Check(property.Name);
                    Check(property.Value);
                }

                break;
            default:
                break;
        }
    }
}
