using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Payments;

/// <summary>The API description is complete: each operation has a summary, an example of its answer, and says how it may refuse.</summary>
public sealed class ApiDescriptionTests(PaymentsShop shop)
{
    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 12)]
    public async Task EveryOperation_IsDescribedWithAnExample(bool isPayments, int operations)
    {
        using var client = isPayments ? shop.Payments.CreateClient(token: null) : shop.Sandbox.CreateClient(token: null);

        var description = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken);

        var described = description.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name} {path.Name}", operation.Value)))
            .Where(o => o.Name.Contains(isPayments ? "/api/v1/payments" : "/sandbox/v1/", StringComparison.Ordinal)).ToList();
        Assert.Equal(operations, described.Count);
        foreach (var (name, operation) in described)
        {
            Assert.True(operation.TryGetProperty("summary", out _), $"{name} has no summary.");
            var responses = operation.GetProperty("responses").EnumerateObject().ToList();
            Assert.True(responses.Exists(r => r.Name[0] == '4'), $"{name} never refuses.");
            Assert.True(
                responses.Exists(r => r.Name[0] == '2' && r.Value.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _)),
                $"{name} has no example.");
        }
    }
}
