using System.Text.Json;
using System.Text.RegularExpressions;

namespace Commerce.SystemTests;

/// <summary>The API description of the whole platform: complete, and true.</summary>
[Collection(OnePlatform.Name)]
public sealed partial class DescriptionTests(RunningPlatform platform)
{
    private const string Json = "application/json";
    private const int FewestOperations = 50;

    [Fact]
    public async Task EveryOperation_SaysWhoMayCallItWhatItDoesAndHowItMayBeRefused()
    {
        var operations = await OperationsAsync();

        AssertNone(operations.SelectMany(o => Missing(o).Select(what => $"{o.Method} {o.Path} has no {what}.")));
        AssertNone(operations.GroupBy(o => o.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key} is the id of {same.Count()} operations."));
    }

    [Fact]
    public async Task EveryExample_FitsItsSchema()
    {
        var document = await DocumentAsync();
        var examples = Operations(document).SelectMany(o => o.Bodies().Select(b => (o.Id, b.What, b.Media))).ToArray();

        Assert.True(examples.Length > FewestOperations, "The test has looked at hardly anything.");
        AssertNone(examples.SelectMany(e => Faults(document, e.Media.GetProperty("schema"), e.Media.GetProperty("example"), $"{e.Id} {e.What} ")));
    }

    [Fact]
    public async Task EveryOperation_IsAsProtectedAsItSays()
    {
        var visitor = platform.Shop.Visitor();
        var shopper = await platform.NewShopperAsync();
        foreach (var operation in (await OperationsAsync()).Where(o => o.NeedsToken))
        {
            var path = Parameter().Replace(operation.Path, p => operation.IsNumber(p.Groups["name"].Value) ? "1" : Guid.CreateVersion7().ToString());
            var stranger = await visitor.SendAsync(new HttpMethod(operation.Method), path, null, default);
            Assert.True(stranger.Status == 401, $"Without a token {operation.Method} {operation.Path} is {stranger.Status}.");
            if (operation.Permission is not { } permission)
                continue;
            var customer = await shopper.SendAsync(new HttpMethod(operation.Method), path, null, default);
            Assert.True(customer.Status == 403, $"Without {permission} {operation.Method} {operation.Path} is {customer.Status}.");
        }
    }

    private static void AssertNone(IEnumerable<string> faults)
    {
        var all = string.Join('\n', faults);
        Assert.True(all.Length == 0, all);
    }

    private static IEnumerable<string> Missing(Operation operation)
    {
        if (!operation.HasRule)
            yield return "authorisation rule, not even that everybody may";
        if (operation.Text("summary").Length < 10)
            yield return "summary";
        if (!operation.Statuses.Any(s => s is ['2', ..]))
            yield return "success";
        foreach (var (what, media) in operation.Bodies())
        {
            if (!media.TryGetProperty("example", out _) || !media.TryGetProperty("schema", out _))
                yield return $"schema and example of its {what}";
        }

        foreach (var status in operation.RefusalsItOwes().Except(operation.Statuses))
            yield return $"{status}";
        foreach (var refusal in operation.Refusals().Where(r => !r.Value.TryGetProperty("content", out var c) || !c.TryGetProperty("application/problem+json", out _)))
            yield return $"problem+json for {refusal.Name}";
    }

    // Enough of JSON Schema for what records become: members, types, lists and references.
    private static IEnumerable<string> Faults(JsonElement document, JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Faults(document, Find(document, reference.GetString()!), value, at);
        if (schema.TryGetProperty("oneOf", out var choices))
            return choices.EnumerateArray().Any(c => !Faults(document, c, value, at).Any()) ? [] : [$"{at} fits none of its schemas."];
        if (!IsOfType(schema, value))
            return [$"{at} is {value.GetRawText()}, not {schema.GetProperty("type")}."];
        return value.ValueKind switch
        {
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value.EnumerateArray().SelectMany((v, i) => Faults(document, items, v, $"{at}[{i}]")),
            JsonValueKind.Object when schema.TryGetProperty("properties", out var members) => MemberFaults(document, schema, members, value, at),
            _ => [],
        };
    }

    private static IEnumerable<string> MemberFaults(JsonElement document, JsonElement schema, JsonElement members, JsonElement value, string at)
    {
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!) : [];
        foreach (var name in required.Where(name => !value.TryGetProperty(name, out _)))
            yield return $"{at}.{name} is missing.";
        foreach (var member in value.EnumerateObject())
        {
            if (!members.TryGetProperty(member.Name, out var own))
                yield return $"{at}.{member.Name} is not in the schema.";
            else
                foreach (var fault in Faults(document, own, member.Value, $"{at}.{member.Name}"))
                    yield return fault;
        }
    }

    private static bool IsOfType(JsonElement schema, JsonElement value)
    {
        if (!schema.TryGetProperty("type", out var type))
            return true;
        var types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString())] : new[] { type.GetString() };
        return value.ValueKind switch
        {
            JsonValueKind.Number => types.Contains("number") || (types.Contains("integer") && value.TryGetInt64(out _)),
            JsonValueKind.True or JsonValueKind.False => types.Contains("boolean"),
            var kind => types.Contains($"{kind}", StringComparer.OrdinalIgnoreCase),
        };
    }

    private static JsonElement Find(JsonElement document, string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (node, name) => node.GetProperty(name));

    private async Task<JsonElement> DocumentAsync()
    {
        var document = await platform.Shop.Visitor().GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        Assert.Equal(200, document.Status);
        Assert.False(document.Body.TryGetProperty("x-unavailable", out var silent), $"No description from {silent}.");
        return document.Body;
    }

    private async Task<Operation[]> OperationsAsync()
    {
        var operations = Operations(await DocumentAsync());
        Assert.True(operations.Length >= FewestOperations, $"Only {operations.Length} operations are described.");
        return operations;
    }

    private static Operation[] Operations(JsonElement document) =>
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select new Operation(path.Name, operation.Name.ToUpperInvariant(), operation.Value),
    ];

    [GeneratedRegex(@"\{(?<name>\w+)\}")]
    private static partial Regex Parameter();

    /// <summary>One operation of the description.</summary>
    private sealed record Operation(string Path, string Method, JsonElement Description)
    {
        public string Id => Text("operationId");

        public bool HasRule => Description.TryGetProperty("security", out _);

        public bool NeedsToken => Description.TryGetProperty("security", out var rules) && rules.GetArrayLength() > 0;

        public string? Permission => Text("x-permission") is { Length: > 0 } permission ? permission : null;

        public IEnumerable<string> Statuses => Responses().Select(r => r.Name);

        public string Text(string name) => Description.TryGetProperty(name, out var text) ? text.GetString()! : "";

        public bool IsNumber(string parameter) => Description.GetProperty("parameters").EnumerateArray()
            .Any(p => p.GetProperty("name").GetString() == parameter
                && p.GetProperty("schema").TryGetProperty("type", out var type) && type.GetRawText().Contains("integer", StringComparison.Ordinal));

        public IEnumerable<JsonProperty> Refusals() => Responses().Where(r => r.Name[0] is '4' or '5');

        /// <summary>What can go wrong with every operation of this kind.</summary>
        public IEnumerable<string> RefusalsItOwes() =>
        [
            .. NeedsToken ? ["401"] : Array.Empty<string>(),
            .. Permission is not null ? ["403"] : Array.Empty<string>(),
            .. Path.Contains('{', StringComparison.Ordinal) ? ["404"] : Array.Empty<string>(),
            .. Description.TryGetProperty("requestBody", out _) ? ["400", "422"] : Array.Empty<string>(),
        ];

        /// <summary>The body that is sent and those that are answered with on success.</summary>
        public IEnumerable<(string What, JsonElement Media)> Bodies()
        {
            if (Description.TryGetProperty("requestBody", out var request))
                yield return ("request", request.GetProperty("content").GetProperty(Json));
            foreach (var answer in Responses().Where(r => r.Name[0] == '2'))
            {
                if (answer.Value.TryGetProperty("content", out var content))
                    foreach (var media in content.EnumerateObject())
                        yield return ($"{answer.Name} {media.Name}", media.Value);
            }
        }

        private JsonElement.ObjectEnumerator Responses() => Description.GetProperty("responses").EnumerateObject();
    }
}
