using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Commerce.Payments.Contracts;

namespace Commerce.Payments;

/// <summary>Refunds by staff: once per key, never more than was captured, and everything a client can get wrong.</summary>
public sealed class RequestRefundTests(PaymentsShop shop)
{
    private static readonly Guid s_staff = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RequestRefund_IsGivenBackAndCanBeFollowed()
    {
        var order = await shop.CapturedAsync();
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        using var created = await RefundAsync(finance, order, "12.50");
        await shop.MessageAsync<PaymentRefundedV1>(order);
        var refund = await finance.GetFromJsonAsync<JsonElement>(created.Headers.Location, Ct);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("succeeded", refund.GetProperty("status").GetString());
        Assert.Equal(1250, (await shop.AtProviderAsync(order)).RefundedAmount);
    }

    [Fact]
    public async Task RequestRefund_WithTheSameKeyFiftyTimesAtOnce_GivesBackOnce()
    {
        var order = await shop.CapturedAsync();
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var response = await RefundAsync(finance, order, "1.00", key: $"same-{order.Id}");
            return (response.StatusCode, Body: await response.Content.ReadAsStringAsync(Ct));
        }));
        await shop.MessageAsync<PaymentRefundedV1>(order);
        await shop.UntilQuietAsync(order);

        Assert.Single(answers.Distinct());
        Assert.Equal(HttpStatusCode.Created, answers[0].StatusCode);
        Assert.Equal((1L, 100L), await shop.AtProviderAsync(order) is var record ? (record.Refunds, record.RefundedAmount) : default);
    }

    [Fact]
    public async Task RequestRefund_TwentyAtOnceForAQuarterEach_GrantsFour()
    {
        var order = await shop.CapturedAsync(amount: 4000);
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var response = await RefundAsync(finance, order, "10.00", key: $"{order.Id}-{i}");
            return (response.StatusCode, Code: response.IsSuccessStatusCode ? null : await CodeAsync(response));
        }));
        await shop.UntilStatusAsync(order, "refunded");

        Assert.Equal(4, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(16, answers.Count(a => a is (HttpStatusCode.Conflict, "payments.refund_exceeds_captured")));
        Assert.Equal(new ProviderRecord(1, 1, 4000, 4000, 1, 4), await shop.AtProviderAsync(order));
    }

    [Theory]
    [InlineData("""{"amount":{"amount":"1.00","currency":"EUR"},"reason":"x","extra":1}""", 400)]
    [InlineData("""{"amount":{"amount":"1.00","currency":"EUR","extra":1},"reason":"x"}""", 400)]
    [InlineData("""{"amount":"1.00","reason":"x"}""", 400)]
    [InlineData("""{"amount":1,"reason":"x"}""", 400)]
    [InlineData("""{"amount":{"amount":1.5,"currency":"EUR"},"reason":"x"}""", 400)]
    [InlineData("""{"amount":{"amount":"1.001","currency":"EUR"},"reason":"x"}""", 400, 422)]
    [InlineData("""{"amount":{"amount":"999999999999999999999999999999","currency":"EUR"},"reason":"x"}""", 400, 422)]
    [InlineData("""{"amount":{"amount":"1e3","currency":"EUR"},"reason":"x"}""", 400, 422)]
    [InlineData("""{"amount":{"amount":"1.00","currency":"eur"},"reason":"x"}""", 400, 422)]
    [InlineData("""{"amount":{"amount":"0.00","currency":"EUR"},"reason":"x"}""", 422)]
    [InlineData("""{"amount":{"amount":"-1.00","currency":"EUR"},"reason":"x"}""", 422)]
    [InlineData("""{"amount":{"amount":"1.00","currency":"USD"},"reason":"x"}""", 422)]
    [InlineData("""{"amount":{"amount":"1.00","currency":"EUR"},"reason":""}""", 422)]
    [InlineData("""{"amount":{"amount":"1.00","currency":"EUR"},"reason":null}""", 400, 422)]
    [InlineData("""{"amount":{"amount":"1.00","currency":"EUR"},"reason":"a\u0000b"}""", 400, 422)]
    [InlineData("""{"amount":{"amount":"1.00","currency":"EUR"},"reason":"\ud800"}""", 400, 422)]
    [InlineData("""{"amount":{"amount":"1.00","currency":"EUR"}}""", 400, 422)]
    [InlineData("""{"reason":"x"}""", 400, 422)]
    [InlineData("""{"amount":{},"reason":"x"}""", 400, 422)]
    [InlineData("""{"amount":null,"reason":"x"}""", 400, 422)]
    [InlineData("""{"amount":{"amount":"49.91","currency":"EUR"},"reason":"x"}""", 409)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    [InlineData("", 400)]
    public async Task RequestRefund_WithBadBody_IsRefused(string body, params int[] acceptable)
    {
        var order = await shop.CapturedOnceAsync();
        using var finance = shop.Payments.CreateClient(s_staff, "finance");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/payments/{order.Id}/refunds")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { { "Idempotency-Key", Guid.CreateVersion7().ToString() } },
        };

        using var response = await finance.SendAsync(request, Ct);

        Assert.Contains((int)response.StatusCode, acceptable);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("with space")]
    public async Task RequestRefund_WithoutAUsableKey_IsRefused(string? key)
    {
        var order = await shop.CapturedOnceAsync();
        using var finance = shop.Payments.CreateClient(s_staff, "finance");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/payments/{order.Id}/refunds") { Content = RefundBody("1.00") };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        using var response = await finance.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task RequestRefund_OfWhatWasNeverCaptured_IsAConflict()
    {
        var order = await shop.AuthorizedAsync();
        using var finance = shop.Payments.CreateClient(s_staff, "finance");

        using var response = await RefundAsync(finance, order, "1.00");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("payments.nothing_captured", await CodeAsync(response));
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString();

    private static JsonContent RefundBody(string amount) =>
        JsonContent.Create(new { amount = new { amount, currency = "EUR" }, reason = "Arrived broken" });

    private static async Task<HttpResponseMessage> RefundAsync(HttpClient client, TestOrder order, string amount, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/payments/{order.Id}/refunds") { Content = RefundBody(amount) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        return await client.SendAsync(request, Ct);
    }
}
