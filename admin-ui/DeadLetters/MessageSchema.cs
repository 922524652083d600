using System.Text.Json;

namespace Commerce.AdminUi;

/// <summary>A place in a message, and what may stand there.</summary>
/// <param name="Kind">In words.</param>
public sealed record SchemaField(string Path, string Kind, bool IsRequired);

/// <summary>What a text lacks to be a message that the service can read.</summary>
public sealed record SchemaProblem(string Path, string Detail);

/// <summary>What a message must look like, as the service says it: to be shown beside the editor, and checked while somebody types. The service decides.</summary>
public sealed class MessageSchema(JsonElement schema)
{
    private const int MaxDepth = 16;

    public IReadOnlyList<SchemaField> Fields { get; } = [.. FieldsOf(schema, "", 0)];

    public IReadOnlyList<SchemaProblem> Check(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. Problems(schema, document.RootElement, "", 0)];
        }
        catch (JsonException e)
        {
            return [new("", $"Not JSON: line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}.")];
        }
    }

    private static IEnumerable<SchemaField> FieldsOf(JsonElement schema, string path, int depth)
    {
        if (depth > MaxDepth || Inner(schema, "properties") is not { } properties)
            yield break;
        var required = Required(schema);
        foreach (var property in properties.EnumerateObject())
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            yield return new(at, KindOf(property.Value), required.Contains(property.Name));
            foreach (var field in FieldsOf(property.Value, at, depth + 1))
                yield return field;
            if (Inner(property.Value, "items") is { } items)
            {
                foreach (var field in FieldsOf(items, at + "[]", depth + 1))
                    yield return field;
            }
        }
    }

    private static IEnumerable<SchemaProblem> Problems(JsonElement schema, JsonElement value, string path, int depth)
    {
        if (depth > MaxDepth || schema.ValueKind != JsonValueKind.Object)
            yield break;
        var types = Types(schema);
        if (types.Count > 0 && !types.Any(type => IsA(type, value)))
        {
            yield return new(path, $"Must be {KindOf(schema)}.");
            yield break;
        }

        if (value.ValueKind == JsonValueKind.String && Text(schema, "format") is { } format && !HasFormat(format, value))
            yield return new(path, $"Must be {KindOf(schema)}.");
        var inner = value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(schema, value, path, depth),
            JsonValueKind.Array when Inner(schema, "items") is { } items => value.EnumerateArray().SelectMany((item, i) => Problems(items, item, $"{path}[{i}]", depth + 1)),
            _ => [],
        };
        foreach (var problem in inner)
            yield return problem;
    }

    private static IEnumerable<SchemaProblem> OfObject(JsonElement schema, JsonElement value, string path, int depth)
    {
        string At(string name) => path.Length == 0 ? name : $"{path}.{name}";
        foreach (var missing in Required(schema).Where(name => !value.TryGetProperty(name, out _)))
            yield return new(At(missing), "Is missing.");
        if (Inner(schema, "properties") is not { } properties)
            yield break;
        foreach (var property in properties.EnumerateObject())
        {
            if (!value.TryGetProperty(property.Name, out var at))
                continue;
            foreach (var problem in Problems(property.Value, at, At(property.Name), depth + 1))
                yield return problem;
        }
    }

    private static string KindOf(JsonElement schema)
    {
        var types = Types(schema);
        var kinds = types.Where(t => t != "null").Select(t => (t, Text(schema, "format")) switch
        {
            ("string", "uuid") => "an id",
            ("string", "date-time") => "a time",
            ("string", "date") => "a date",
            ("string", _) => "text",
            ("integer", _) => "a whole number",
            ("number", _) => "a number",
            ("boolean", _) => "true or false",
            ("array", _) => "a list",
            _ => "an object",
        }).Distinct().ToList();
        if (kinds.Count == 0)
            kinds.Add("anything");
        if (types.Contains("null"))
            kinds.Add("null");
        return string.Join(" or ", kinds);
    }

    private static bool IsA(string type, JsonElement value) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private static bool HasFormat(string format, JsonElement value) => format switch
    {
        "uuid" => value.TryGetGuid(out _),
        "date-time" => value.TryGetDateTimeOffset(out _),
        _ => true,
    };

    private static IReadOnlyList<string> Types(JsonElement schema) => Inner(schema, "type") switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Select(t => t.GetString()!)],
        _ => [],
    };

    private static HashSet<string> Required(JsonElement schema) =>
        Inner(schema, "required") is { ValueKind: JsonValueKind.Array } names ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [];

    private static string? Text(JsonElement schema, string name) => Inner(schema, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Inner(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var inner) ? inner : null;
}
