using System.Text.Json;

namespace Commerce.Defaults.Tests;

public sealed class OpenApiTests(SampleService service) : IClassFixture<SampleService>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Description_IsOpenApi31AndNamesEveryOperation()
    {
        var document = await DescribeAsync();
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("Commerce sample", document.GetProperty("info").GetProperty("title").GetString());
        var operations = Operations(document);
        Assert.Contains(operations, o => o.Path == "/api/v1/notes" && o.Method == "post");
        Assert.DoesNotContain(operations, o => o.Path is "/health" or "/alive" or "/metrics");
        Assert.Equal("WriteNote", Operation(document, "/api/v1/notes", "post").GetProperty("operationId").GetString());
        Assert.StartsWith("Somebody writes a note.", Operation(document, "/api/v1/notes", "post").GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_DocumentTheirRefusals()
    {
        var document = await DescribeAsync();
        Assert.NotEmpty(Operations(document));
        foreach (var (path, method, operation) in Operations(document))
        {
            var refusals = operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] is '4' or '5').ToList();
            Assert.True(refusals.Exists(r => r.Name == "503"), $"{method} {path}");
            foreach (var refusal in refusals)
                Assert.Equal("#/components/schemas/Problem",
                    refusal.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString());
        }

        string[] Statuses(string path, string method) =>
            [.. Operation(document, path, method).GetProperty("responses").EnumerateObject().Select(r => r.Name).Order()];
        Assert.Equal(["201", "400", "401", "409", "413", "415", "422", "429", "503"], Statuses("/api/v1/notes", "post"));
        Assert.Equal(["204", "400", "401", "404", "409", "412", "413", "415", "422", "428", "429", "503"], Statuses("/api/v1/notes/{id}", "put"));
        Assert.Equal(["200", "401", "403", "429", "503"], Statuses("/api/v1/stock", "get"));
    }

    [Fact]
    public async Task Operations_SayWhoMayCallThem()
    {
        var document = await DescribeAsync();
        Assert.Equal("http", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("type").GetString());
        Assert.True(Operation(document, "/api/v1/notes", "post").GetProperty("security")[0].TryGetProperty("bearer", out _));
        Assert.Equal(0, Operation(document, "/api/v1/echo", "post").GetProperty("security").GetArrayLength());
        Assert.Equal("inventory:write", Operation(document, "/api/v1/stock", "get").GetProperty("x-permission").GetString());
    }

    [Fact]
    public async Task Slices_KeepTheirSchemasApart()
    {
        var document = await DescribeAsync();
        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(s => s.Name).ToList();
        Assert.Superset(
            new HashSet<string> { "WriteNoteRequest", "WriteNoteResponse", "EditNoteRequest", "WriteAnonymousNoteRequest", "EchoRequest", "PageOfListNotesNote" },
            schemas.ToHashSet());
        Assert.Equal("#/components/schemas/EditNoteRequest", Body(document, "/api/v1/notes/{id}", "put").GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Contains("waitMilliseconds", document.GetProperty("components").GetProperty("schemas").GetProperty("WriteNoteRequest").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("currency", document.GetProperty("components").GetProperty("schemas").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_ShowTheirExamples()
    {
        var document = await DescribeAsync();
        Assert.Equal("Buy milk", Body(document, "/api/v1/notes", "post").GetProperty("example").GetProperty("text").GetString());
        var created = Operation(document, "/api/v1/notes", "post").GetProperty("responses").GetProperty("201");
        Assert.Equal("Buy milk", created.GetProperty("content").GetProperty("application/json").GetProperty("example").GetProperty("text").GetString());
        Assert.Equal("19.99", Body(document, "/api/v1/echo", "post").GetProperty("example").GetProperty("price").GetProperty("amount").GetString());
    }

    [Fact]
    public async Task Headers_OfTheConventions_AreParameters()
    {
        var document = await DescribeAsync();
        (string?, bool)[] Headers(string path, string method) =>
        [
            .. Operation(document, path, method).GetProperty("parameters").EnumerateArray()
                .Where(p => p.GetProperty("in").GetString() == "header")
                .Select(p => (p.GetProperty("name").GetString(), p.TryGetProperty("required", out var required) && required.GetBoolean())),
        ];
        Assert.Equal([("Idempotency-Key", false)], Headers("/api/v1/notes", "post"));
        Assert.Equal([("Idempotency-Key", true)], Headers("/api/v1/anonymous-notes", "post"));
        Assert.Equal([("Idempotency-Key", false), ("If-Match", true)], Headers("/api/v1/notes/{id}", "put"));
    }

    private async Task<JsonElement> DescribeAsync() =>
        await (await service.CreateClient(token: null).GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop)).JsonAsync(200);

    private static List<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select (path.Name, operation.Name, operation.Value),
    ];

    private static JsonElement Operation(JsonElement document, string path, string method) =>
        document.GetProperty("paths").GetProperty(path).GetProperty(method);

    private static JsonElement Body(JsonElement document, string path, string method) =>
        Operation(document, path, method).GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
}
