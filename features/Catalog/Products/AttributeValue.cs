using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Commerce.Catalog;

/// <summary>A typed value of an attribute: a text, a number, a yes or no, or several texts.</summary>
[JsonConverter(typeof(AttributeValueJsonConverter))]
internal abstract record AttributeValue
{
    public const int MaxText = 200;
    public const int MaxTexts = 20;

    /// <summary>The value as shoppers filter by it; several texts are several values.</summary>
    public abstract IEnumerable<string> Facets { get; }

    public sealed record Text(string Value) : AttributeValue
    {
        public override IEnumerable<string> Facets => [Value];
    }

    public sealed record Number(decimal Value) : AttributeValue
    {
        public override IEnumerable<string> Facets => [Value.ToString("0.############", CultureInfo.InvariantCulture)];
    }

    public sealed record Flag(bool Value) : AttributeValue
    {
        public override IEnumerable<string> Facets => [Value ? "true" : "false"];
    }

    public sealed record Texts(IReadOnlyList<string> Values) : AttributeValue
    {
        public override IEnumerable<string> Facets => Values;

        public bool Equals(Texts? other) => other is not null && Values.SequenceEqual(other.Values);

        public override int GetHashCode() => Values.Aggregate(0, HashCode.Combine);
    }
}

internal sealed class AttributeValueJsonConverter : JsonConverter<AttributeValue>
{
    public override AttributeValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => new AttributeValue.Text(reader.GetString()!),
            JsonTokenType.Number when reader.TryGetDecimal(out var number) => new AttributeValue.Number(number),
            JsonTokenType.True or JsonTokenType.False => new AttributeValue.Flag(reader.GetBoolean()),
            JsonTokenType.StartArray => new AttributeValue.Texts(ReadTexts(ref reader)),
            _ => throw new JsonException("An attribute is a text, a number, true, false or a list of texts."),
        };

    public override void Write(Utf8JsonWriter writer, AttributeValue value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case AttributeValue.Text text:
                writer.WriteStringValue(text.Value);
                break;
            case AttributeValue.Number number:
                writer.WriteNumberValue(number.Value);
                break;
            case AttributeValue.Flag flag:
                writer.WriteBooleanValue(flag.Value);
                break;
            case AttributeValue.Texts texts:
                writer.WriteStartArray();
                foreach (var text in texts.Values)
                    writer.WriteStringValue(text);
                writer.WriteEndArray();
                break;
        }
    }

    private static List<string> ReadTexts(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException("A list of attribute values holds only texts.");
            texts.Add(reader.GetString()!);
        }

        return texts;
    }
}
