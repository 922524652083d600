using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Commerce.Kernel;

namespace Commerce.Catalog;

/// <summary>The part of a representation that the caller asked for: <c>fields=id,name,rating.average</c>.</summary>
internal sealed class FieldSelection
{
    private const int MaxFields = 50;

    private static readonly JsonWriterOptions s_asStored = new() { Encoder = CatalogJson.Compact.Options.Encoder };

    private readonly SortedDictionary<string, FieldSelection?> _fields = new(StringComparer.Ordinal);

    /// <summary>Reads the parameter; nothing asked for is everything.</summary>
    /// <returns>400 when a field is not one of <paramref name="type"/>.</returns>
    public static Result<FieldSelection?> Parse(string? text, JsonTypeInfo type)
    {
        if (text is null)
            return (FieldSelection?)null;

        var names = text.Split(',', StringSplitOptions.TrimEntries);
        var selection = new FieldSelection();
        foreach (var name in names.Take(MaxFields + 1))
        {
            if (!selection.Add(name.Split('.'), type))
                return Unknown(name);
        }

        return names.Length <= MaxFields ? selection : Unknown(names[MaxFields]);
    }

    /// <summary>One spelling for the same selection.</summary>
    public string Key => string.Join(',', _fields.Select(f => f.Value is null ? f.Key : $"{f.Key}({f.Value.Key})"));

    /// <summary>The selected part of a document.</summary>
    public byte[] Apply(ReadOnlySpan<byte> json)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, s_asStored))
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            CopySelected(ref reader, writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static Error Unknown(string name) => new(400, "unknown_field", $"There is no field '{name}' to select.")
    {
        Fields = [new FieldError("fields", "unknown_field", $"There is no field '{name}'.")],
    };

    private bool Add(ReadOnlySpan<string> path, JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && type.ElementType is { } element)
            type = type.Options.GetTypeInfo(element);
        var name = path[0];
        if (type.Kind != JsonTypeInfoKind.Object || type.Properties.FirstOrDefault(p => p.Name == name) is not { } property)
            return false;
        if (path.Length == 1)
        {
            _fields[name] = null;
            return true;
        }

        var known = _fields.TryGetValue(name, out var below);
        below ??= new FieldSelection();
        if (!below.Add(path[1..], type.Options.GetTypeInfo(property.PropertyType)))
            return false;
        // "rating,rating.average" asks for all of rating.
        if (!known || _fields[name] is not null)
            _fields[name] = below;
        return true;
    }

    private void CopySelected(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            writer.WriteStartArray();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                CopySelected(ref reader, writer);
            writer.WriteEndArray();
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            writer.WriteStartObject();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                CopyProperty(ref reader, writer);
            writer.WriteEndObject();
        }
        else
        {
            CopyValue(ref reader, writer);
        }
    }

    private void CopyProperty(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        var name = reader.GetString()!;
        reader.Read();
        if (!_fields.TryGetValue(name, out var below))
        {
            reader.Skip();
            return;
        }

        writer.WritePropertyName(name);
        if (below is null)
            CopyValue(ref reader, writer);
        else
            below.CopySelected(ref reader, writer);
    }

    private static void CopyValue(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        value.RootElement.WriteTo(writer);
    }
}
