using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Commerce.Gateway;

public sealed class DescribeApiTests
{
    private const string Catalog = """
        {"openapi":"3.1.1","paths":{
          "/api/v1/products":{"get":{"operationId":"ListProducts","responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Page"}}}}}}},
          "/health":{"get":{}}},
         "components":{"schemas":{
          "Money":{"type":"object","properties":{"amount":{"type":"string"}}},
          "Item":{"type":"object","properties":{"price":{"$ref":"#/components/schemas/Money"}}},
          "Page":{"type":"object","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Item"}}}}},
          "securitySchemes":{"bearer":{"type":"http","scheme":"bearer"}}}}
        """;

    private const string Ordering = """
        {"openapi":"3.1.1","paths":{
          "/api/v1/orders":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Page"}}}}}}}},
         "components":{"schemas":{
          "Money":{"type":"object","properties":{"amount":{"type":"string"}}},
          "Item":{"type":"object","properties":{"sku":{"type":"string"}}},
          "Page":{"type":"object","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Item"}}}}},
          "securitySchemes":{"bearer":{"type":"http","scheme":"bearer"}}}}
        """;

    [Fact]
    public void Merge_OfDifferentThingsOfOneName_KeepsThemApart()
    {
        var merged = OpenApiMerger.Merge([("catalog", Parse(Catalog)), ("ordering", Parse(Ordering))], []);

        Assert.Equal(["/api/v1/products", "/api/v1/orders"], Names(merged["paths"]));
        Assert.Equal(["Money", "CatalogItem", "CatalogPage", "OrderingItem", "OrderingPage"], Names(merged["components"]!["schemas"]));
        Assert.Equal(["bearer"], Names(merged["components"]!["securitySchemes"]));
        Assert.Equal("#/components/schemas/OrderingItem", Reference(merged, "OrderingPage"));
        Assert.Equal("#/components/schemas/CatalogItem", Reference(merged, "CatalogPage"));
        Assert.Equal("#/components/schemas/Money", merged["components"]!["schemas"]!["CatalogItem"]!["properties"]!["price"]!["$ref"]!.GetValue<string>());
        Assert.Equal("ordering", merged["paths"]!["/api/v1/orders"]!["get"]!["tags"]![0]!.GetValue<string>());
    }

    [Fact]
    public void Merge_OfAnything_LeavesNoReferenceWithoutATarget()
    {
        var merged = OpenApiMerger.Merge([("catalog", Parse(Catalog)), ("ordering", Parse(Ordering))], []);
        var schemas = Names(merged["components"]!["schemas"]).Select(name => $"#/components/schemas/{name}").ToHashSet();

        var references = References(merged).ToList();

        Assert.Equal(5, references.Count);
        Assert.All(references, reference => Assert.Contains(reference, schemas));
    }

    [Fact]
    public async Task Description_OfAll_TellsWhoIsMissing()
    {
        await using var catalog = await Upstream.StartAsync(context => AnswerAsync(context, Catalog));
        await using var ordering = await Upstream.StartAsync(context => AnswerAsync(context, "not json"));
        await using var gateway = await TestGateway.StartAsync([("catalog", catalog), ("ordering", ordering)]);

        using var response = await gateway.GetAsync("/openapi/v1.json");
        var document = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(document.GetProperty("paths").TryGetProperty("/api/v1/products", out _));
        Assert.Equal(["identity", "inventory", "ordering", "payments"], document.GetProperty("x-unavailable").EnumerateArray().Select(name => name.GetString()));
        Assert.All(catalog.Requests, request => Assert.Equal("/openapi/v1.json", request.Target));
    }

    [Fact]
    public async Task Description_WithoutAnyService_Is503()
    {
        await using var gateway = await TestGateway.StartAsync([]);

        using var response = await gateway.GetAsync("/openapi/v1.json");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("service_unavailable", await response.ProblemAsync());
    }

    [Fact]
    public async Task Description_OfOneService_ComesFromItself()
    {
        await using var catalog = await Upstream.StartAsync(context => AnswerAsync(context, Catalog));
        await using var gateway = await TestGateway.StartAsync("catalog", catalog);

        using var response = await gateway.GetAsync("/openapi/catalog.json");

        Assert.Equal(Catalog, await response.TextAsync());
        Assert.Equal("/openapi/v1.json", Assert.Single(catalog.Requests).Target);
    }

    private static Task AnswerAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(text);
    }

    private static JsonObject Parse(string document) => JsonNode.Parse(document)!.AsObject();

    private static IEnumerable<string> Names(JsonNode? node) => node!.AsObject().Select(property => property.Key);

    private static string Reference(JsonObject merged, string page) =>
        merged["components"]!["schemas"]![page]!["properties"]!["items"]!["items"]!["$ref"]!.GetValue<string>();

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "$ref" ? [p.Value!.GetValue<string>()] : References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}
