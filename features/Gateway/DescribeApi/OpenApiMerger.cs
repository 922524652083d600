using System.Text.Json.Nodes;

namespace Commerce.Gateway;

/// <summary>
/// One description out of the services' own. Components of the same name that differ get the service's name in front;
/// those that are the same (money, problems) appear once.
/// </summary>
internal static class OpenApiMerger
{
    private const string ComponentPrefix = "#/components/";

    public static JsonObject Merge(IReadOnlyList<(string Service, JsonObject Document)> parts, IReadOnlyList<string> unavailable)
    {
        var merged = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Commerce API",
                ["version"] = ApiVersions.Current,
                ["description"] = "Everything a shop or an app can do, through one entrance.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. parts.Select(part => new JsonObject { ["name"] = part.Service })]),
        };
        var paths = new JsonObject();
        var components = new JsonObject();
        var clashes = Clashes(parts);
        var shared = SharedIds(parts);
        foreach (var (service, document) in parts)
        {
            var renamed = (JsonObject)Rename(document, service, clashes);
            AddPaths(paths, renamed, service, shared);
            AddComponents(components, renamed, service, clashes);
        }
        merged["paths"] = paths;
        merged["components"] = components;
        if (unavailable.Count > 0)
            merged["x-unavailable"] = new JsonArray([.. unavailable.Select(name => JsonValue.Create(name))]);
        return merged;
    }

    // A component clashes when two services mean different things by its name, or when it refers to one that clashes.
    private static HashSet<string> Clashes(IReadOnlyList<(string Service, JsonObject Document)> parts)
    {
        var clashes = new HashSet<string>(StringComparer.Ordinal);
        var references = new List<(string From, string To)>();
        var seen = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (name, component) in parts.SelectMany(part => Components(part.Document)))
        {
            if (!seen.TryAdd(name, component) && !JsonNode.DeepEquals(seen[name], component))
                clashes.Add(name);
            references.AddRange(References(component).Select(to => (name, to)));
        }
        bool grew;
        do
        {
            grew = false;
            foreach (var (from, to) in references)
                grew |= clashes.Contains(to) && clashes.Add(from);
        }
        while (grew);
        return clashes;
    }

    private static IEnumerable<(string Name, JsonNode? Component)> Components(JsonObject document) =>
        from kind in document["components"]?.AsObject() ?? []
        from component in kind.Value as JsonObject ?? []
        select ($"{kind.Key}/{component.Key}", component.Value);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p is { Key: "$ref", Value: JsonValue v } && Target(v) is { } target ? [target] : References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };

    private static string? Target(JsonValue reference) =>
        reference.TryGetValue<string>(out var text) && text.StartsWith(ComponentPrefix, StringComparison.Ordinal)
            ? text[ComponentPrefix.Length..]
            : null;

    private static JsonNode Rename(JsonNode node, string service, HashSet<string> clashes) => node switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(p.Key,
            p is { Key: "$ref", Value: JsonValue v } && Target(v) is { } target
                ? JsonValue.Create(ComponentPrefix + NameOf(target, service, clashes))
                : p.Value is null ? null : Rename(p.Value, service, clashes)))),
        JsonArray a => new JsonArray([.. a.Select(item => item is null ? null : Rename(item, service, clashes))]),
        _ => node.DeepClone(),
    };

    private static string NameOf(string component, string service, HashSet<string> clashes)
    {
        var slash = component.IndexOf('/', StringComparison.Ordinal) + 1;
        return clashes.Contains(component) ? $"{component[..slash]}{Prefixed(service, component[slash..])}" : component;
    }

    private static string Prefixed(string service, string name) => $"{char.ToUpperInvariant(service[0])}{service[1..]}{name}";

    // Operations that every service has by the shared library.
    private static HashSet<string> SharedIds(IReadOnlyList<(string Service, JsonObject Document)> parts) =>
    [
        .. parts.SelectMany(part => Operations(part.Document).Select(o => o["operationId"]?.GetValue<string>()).OfType<string>().Distinct())
            .GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key),
    ];

    private static IEnumerable<JsonObject> Operations(JsonObject document) =>
        (document["paths"] as JsonObject ?? []).Select(path => path.Value).OfType<JsonObject>().SelectMany(item => item.Select(o => o.Value).OfType<JsonObject>());

    private static void AddPaths(JsonObject paths, JsonObject document, string service, HashSet<string> shared)
    {
        foreach (var (path, item) in document["paths"] as JsonObject ?? [])
        {
            if (item is not JsonObject operations || !path.StartsWith("/api/", StringComparison.Ordinal))
                continue;
            foreach (var operation in operations.Select(p => p.Value).OfType<JsonObject>())
            {
                operation["tags"] = new JsonArray(service);
                if (operation["operationId"]?.GetValue<string>() is { } id && shared.Contains(id))
                    operation["operationId"] = Prefixed(service, id);
            }

            paths[path] = operations.DeepClone();
        }
    }

    private static void AddComponents(JsonObject components, JsonObject document, string service, HashSet<string> clashes)
    {
        foreach (var (name, component) in Components(document))
        {
            var target = NameOf(name, service, clashes);
            var slash = target.IndexOf('/', StringComparison.Ordinal);
            if (components[target[..slash]] is not JsonObject kind)
                components[target[..slash]] = kind = [];
            kind[target[(slash + 1)..]] = component?.DeepClone();
        }
    }
}
