using System.Text.Json;
using System.Text.Json.Nodes;

namespace Commerce.ContractsTests;

/// <summary>What is wrong between a record and its samples.</summary>
internal static class SampleCheck
{
    /// <summary>Reads a sample, writes it again and compares: nothing may be lost, changed, made up or empty.</summary>
    public static IReadOnlyList<string> RoundTrip(JsonObject sample, Type type, Func<string, object> read, Func<object, string> write)
    {
        try
        {
            var again = JsonNode.Parse(write(read(sample.ToJsonString())));
            return [.. Compare("$", sample, again, type)];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return [$"It cannot be read: {failure.Message}"];
        }
    }

    /// <summary>All samples of a record together: what can be absent must once be there and once not.</summary>
    public static IReadOnlyList<string> Coverage(IReadOnlyList<JsonObject> samples, Type type) => [.. Cover("$", samples, type)];

    public static void AssertNone(IReadOnlyList<string> faults) => Assert.True(faults.Count == 0, string.Join('\n', faults));

    private static IEnumerable<string> Compare(string path, JsonNode? sample, JsonNode? again, Type? type) => (sample, again) switch
    {
        (JsonObject old, JsonObject @new) => CompareObjects(path, old, @new, type),
        (JsonArray { Count: 0 }, _) => [$"{path} is an empty list: nothing shows what is in it."],
        (JsonArray old, JsonArray @new) when old.Count == @new.Count =>
            old.Zip(@new).SelectMany((pair, i) => Compare($"{path}[{i}]", pair.First, pair.Second, type)),
        _ when !JsonNode.DeepEquals(sample, again) => [$"{path} comes back as {Show(again)} instead of {Show(sample)}."],
        _ when IsEmpty(sample) => [$"{path} is {Show(sample)}: a lost value would look the same."],
        _ => [],
    };

    private static IEnumerable<string> CompareObjects(string path, JsonObject sample, JsonObject again, Type? type)
    {
        var members = type is null ? [] : Member.Of(type).ToDictionary(m => m.Name);
        foreach (var (name, value) in sample)
        {
            if (!again.ContainsKey(name))
                yield return $"{path}.{name} is lost: it was renamed or dropped.";
            else
                foreach (var fault in Compare($"{path}.{name}", value, again[name], members.GetValueOrDefault(name)?.Item))
                    yield return fault;
        }

        foreach (var (name, _) in again.Where(p => !sample.ContainsKey(p.Key)))
        {
            if (members.GetValueOrDefault(name) is not { IsOptional: true })
                yield return $"{path}.{name} is not in the sample: a new member must be optional, a new shape is a new version.";
        }
    }

    private static IEnumerable<string> Cover(string path, IReadOnlyList<JsonObject> samples, Type type)
    {
        foreach (var member in Member.Of(type))
        {
            var values = samples.Select(s => s[member.Name]).ToArray();
            if (values.All(v => v is null))
                yield return $"No sample gives {path}.{member.Name}.";
            else if (member.IsNullable && values.All(v => v is not null))
                yield return $"No sample goes without {path}.{member.Name}.";
            else if (member.Item is { } item)
                foreach (var fault in Cover($"{path}.{member.Name}", [.. values.SelectMany(Objects)], item))
                    yield return fault;
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node is JsonArray array ? array.OfType<JsonObject>() : node is JsonObject one ? [one] : [];

    private static bool IsEmpty(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>() is "" or "00000000-0000-0000-0000-000000000000" or ['0', '0', '0', '1', '-', ..],
        JsonValueKind.Number => node.GetValue<JsonElement>().GetDecimal() == 0,
        _ => false,
    };

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "null";
}
