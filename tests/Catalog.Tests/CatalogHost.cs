using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Catalog.Tests;

/// <summary>The catalogue service on a database of its own, and the people who use it.</summary>
public sealed class CatalogHost() : ServiceHost<Program>("catalogdb")
{
    private static int s_number;

    private HttpClient? _staff;
    private HttpClient? _shopper;

    public HttpClient Staff => _staff ??= CreateClient(Guid.CreateVersion7(), "catalog-manager");

    public HttpClient Shopper => _shopper ??= CreateClient(token: null);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Shopper.GetAsync("/api/v1/categories");
        var cache = Services.GetRequiredService<ResponseCache>();
        for (var i = 0; i < 200 && !cache.IsListening; i++)
            await Task.Delay(50);
        Assert.True(cache.IsListening, "The service never began to listen for changes.");
    }

    public static string Unique(string prefix) => $"{prefix}-{Interlocked.Increment(ref s_number)}-{Guid.CreateVersion7():N}";

    public async Task<Guid> WithCategoryAsync(Guid? parentId = null)
    {
        var slug = Unique("category");
        var created = await Staff.PostAsJsonAsync("/api/v1/categories", new { name = $"Category {slug}", slug, parentId });
        return (await created.JsonAsync(201)).Id();
    }

    public async Task<JsonNode> WithProductAsync(object product) => await (await Staff.PostAsJsonAsync("/api/v1/products", product)).JsonAsync(201);

    public async Task<JsonNode> WithPublishedProductAsync(Guid? categoryId = null, string amount = "10.00") =>
        await WithProductAsync(NewProduct(categoryId ?? await WithCategoryAsync(), amount));

    public static Dictionary<string, object?> NewProduct(Guid categoryId, string amount = "10.00", bool publish = true, string? sku = null)
    {
        var slug = Unique("product");
        return new()
        {
            ["name"] = $"Product {slug}",
            ["slug"] = slug,
            ["brand"] = "Fellgate",
            ["description"] = "Made for a test.",
            ["categoryId"] = categoryId,
            ["attributes"] = new Dictionary<string, object> { ["Material"] = "Wool" },
            ["variants"] = new[]
            {
                new
                {
                    sku = sku ?? Unique("SKU").ToUpperInvariant(),
                    options = new Dictionary<string, string> { ["Colour"] = "Blue" },
                    prices = new[] { new { amount, currency = "EUR" }, new { amount = "12.00", currency = "USD" } },
                },
            },
            ["publish"] = publish,
        };
    }

    /// <summary>The messages about an aggregate in the outbox, in order.</summary>
    public async Task<List<(string Type, JsonNode Data)>> MessagesAsync(Guid aggregateId)
    {
        var messages = new List<(string, JsonNode)>();
        await using var command = Database.Source.CreateCommand("SELECT envelope FROM outbox WHERE key = $1 ORDER BY position");
        command.Parameters.Add(new() { Value = aggregateId.ToString() });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var envelope = JsonNode.Parse(reader.GetString(0))!;
            messages.Add((envelope.Text("eventType"), envelope["data"]!));
        }

        return messages;
    }
}

internal static class Answers
{
    /// <summary>The body of an answer that must have this status.</summary>
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage answer, int status = 200)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {status}: {body}");
        return JsonNode.Parse(body) ?? throw new JsonException("The body is null.");
    }

    /// <summary>Demands a problem document with this status and code.</summary>
    public static async Task RefusedAsync(this HttpResponseMessage answer, int status, string? code = null)
    {
        var problem = await answer.JsonAsync(status);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.False(string.IsNullOrEmpty((string?)problem["code"]), "A problem has a code.");
        if (code is not null)
            Assert.Equal(code, (string?)problem["code"]);
    }

    public static Guid Id(this JsonNode node) => (Guid)node["id"]!;

    public static string Text(this JsonNode node, string name) => (string)node[name]!;

    public static string Tag(this HttpResponseMessage answer) =>
        answer.Headers.ETag?.ToString() ?? throw new InvalidOperationException("The answer has no ETag.");

    /// <summary>Sends an edit that is based on a version.</summary>
    public static Task<HttpResponseMessage> SendIfMatchAsync(
        this HttpClient client, HttpMethod method, string url, string? tag, object? body = null)
    {
        var request = new HttpRequestMessage(method, url) { Content = body is null ? null : JsonContent.Create(body) };
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        return client.SendAsync(request);
    }
}
