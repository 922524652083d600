using System.Text.Json;
using System.Text.Json.Serialization;

namespace Commerce.Defaults;

/// <summary>Strings that PostgreSQL can hold: no NUL. Lone surrogates and broken UTF-8 the reader refuses by itself.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Check(reader.GetString()!) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Check(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    internal static string Check(string text) =>
        text.Contains('\0') ? throw new JsonException("Text must not contain NUL characters.") : text;
}
