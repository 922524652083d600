using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

/// <summary>What was asked of the provider, as staff see it, and asking it now.</summary>
public sealed class ListOperationsTests(PaymentsShop shop)
{
    private static readonly Guid s_staff = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operations_OfAnOrder_AreListedPageByPageTheLatestFirst()
    {
        var order = await shop.CapturedAsync();
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        var first = await GetAsync(finance, $"orderId={order.Id}&limit=1");
        var second = await GetAsync(finance, $"orderId={order.Id}&limit=1&cursor={first.GetProperty("nextCursor").GetString()}");

        Assert.Equal(["capture", "authorize"], new[] { first, second }.Select(p => p.GetProperty("items")[0].GetProperty("kind").GetString()));
        Assert.False(second.TryGetProperty("nextCursor", out var next) && next.ValueKind == JsonValueKind.String);
        Assert.Empty((await GetAsync(finance, $"orderId={order.Id}&kind=refund")).GetProperty("items").EnumerateArray());
        Assert.Equal(2, (await GetAsync(finance, $"orderId={order.Id}&state=succeeded")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task AskProvider_AboutACallWithoutAnAnswer_LearnsItOnceAndChargesNothingTwice()
    {
        var order = await shop.CapturedAsync();
        var refund = new RefundPaymentV1(order.Id, Guid.CreateVersion7(), 1250, "EUR", "Arrived broken");
        var mayAnswer = new TaskCompletionSource();
        shop.Provider.AfterNextCall($"refund-{order.Id:N}-{refund.RefundId:N}", "Refund", async (_, _) =>
        {
            await mayAnswer.Task;
            return new ProviderAnswer.Unknown("the line went dead");
        });
        await shop.SendAsync(order.Id, refund);
        using var finance = shop.Payments.CreateClient(s_staff, "finance");
        JsonElement unknown;
        do
            unknown = await GetAsync(finance, $"orderId={order.Id}&unknown=true");
        while (unknown.GetProperty("items").GetArrayLength() == 0);
        var operation = unknown.GetProperty("items")[0];
        Assert.True(operation.GetProperty("isUnknown").GetBoolean());
        Assert.Equal(("refund", "pending", "12.50"), (Text(operation, "kind"), Text(operation, "state"), operation.GetProperty("amount").GetProperty("amount").GetString()));

        // By itself it would be asked for in an hour.
        await shop.Payments.Database.ExecuteAsync(
            $"UPDATE payment_operations SET next_attempt_at = now() + interval '1 hour' WHERE id = '{Text(operation, "operationId")}'");

        using var asked = await finance.PostAsync($"/api/v1/payments/operations/{Text(operation, "operationId")}/retry", null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        await shop.UntilQuietAsync(order); // although the first call hangs still
        mayAnswer.SetResult();

        Assert.Equal(1250, (await shop.AtProviderAsync(order)).RefundedAmount);
        Assert.Equal(1, (await shop.AtProviderAsync(order)).Refunds);
        Assert.Empty((await GetAsync(finance, $"orderId={order.Id}&unknown=true")).GetProperty("items").EnumerateArray());
        using var late = await finance.PostAsync($"/api/v1/payments/operations/{Text(operation, "operationId")}/retry", null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal("payments.operation_finished", Text(await late.Content.ReadFromJsonAsync<JsonElement>(Ct), "code"));
    }

    [Theory]
    [InlineData("kind=steal", 422)]
    [InlineData("state=lost", 422)]
    [InlineData("unknown=perhaps", 400)]
    [InlineData("limit=501", 422)]
    [InlineData("cursor=forged", 400)]
    public async Task BadQueries_AreRefused(string query, int status)
    {
        using var finance = shop.Payments.CreateClient(s_staff, "finance");
        using var response = await finance.GetAsync($"/api/v1/payments/operations?{query}", Ct);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task AskProvider_AboutNothing_IsNotFound()
    {
        using var finance = shop.Payments.CreateClient(s_staff, "finance");
        using var response = await finance.PostAsync($"/api/v1/payments/operations/{Guid.CreateVersion7()}/retry", null, Ct);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task ListPayments_OldestFirst_AndOfOneOrder()
    {
        var order = await shop.CapturedOnceAsync();
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        var one = await finance.GetFromJsonAsync<JsonElement>($"/api/v1/payments?orderId={order.Id}", Ct);
        var oldest = await finance.GetFromJsonAsync<JsonElement>("/api/v1/payments?sort=createdAt&limit=500", Ct);

        Assert.Equal(order.Id, Assert.Single(one.GetProperty("items").EnumerateArray()).GetProperty("orderId").GetGuid());
        var times = oldest.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("createdAt").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static Task<JsonElement> GetAsync(HttpClient client, string query) =>
        client.GetFromJsonAsync<JsonElement>($"/api/v1/payments/operations?{query}", Ct);
}
