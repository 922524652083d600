using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Commerce.PaymentSandbox;

namespace Commerce.Payments;

/// <summary>The stand-in provider keeps the promises of a real one.</summary>
public sealed class SandboxTests(PaymentsShop shop)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Authorize_SameKeyThirtyTimesAtOnce_ChargesOnceAndAnswersTheSame()
    {
        using var merchant = shop.Sandbox.Merchant();
        var (key, token) = (NewKey(), await shop.TokenAsync(TestCards.Visa));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => TextAsync(AuthorizeAsync(merchant, key, token))));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, await CountAsync("charges", key));
    }

    [Fact]
    public async Task Capture_SameKeyThirtyTimesAtOnce_TakesOnce()
    {
        using var merchant = shop.Sandbox.Merchant();
        var charge = await ChargeAsync(merchant);
        var key = NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => TextAsync(CaptureAsync(merchant, key, charge, 400))));

        Assert.Single(answers.Distinct());
        Assert.Equal(400, (await GetAsync(merchant, $"authorizations/{charge}")).GetProperty("captured").GetInt64());
    }

    [Fact]
    public async Task Capture_ThirtyAtOnceWithOwnKeys_NeverTakesMoreThanIsHeld()
    {
        using var merchant = shop.Sandbox.Merchant();
        var charge = await ChargeAsync(merchant);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => StatusAsync(CaptureAsync(merchant, NewKey(), charge, 300))));

        Assert.Equal(3, answers.Count(s => s == HttpStatusCode.OK));
        Assert.Equal(27, answers.Count(s => s == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Refund_SameKeyAtOnce_GivesBackOnce_AndNeverMoreThanWasTaken()
    {
        using var merchant = shop.Sandbox.Merchant();
        var charge = await ChargeAsync(merchant);
        await CaptureAsync(merchant, NewKey(), charge, 1000);
        var key = NewKey();

        var same = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TextAsync(RefundAsync(merchant, key, charge, 400))));
        var other = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StatusAsync(RefundAsync(merchant, NewKey(), charge, 400))));

        Assert.Single(same.Distinct());
        Assert.Equal(1, other.Count(s => s == HttpStatusCode.OK));
    }

    [Fact]
    public async Task ReusedKey_WithOtherParameters_IsRefused()
    {
        using var merchant = shop.Sandbox.Merchant();
        var (key, token) = (NewKey(), await shop.TokenAsync(TestCards.Visa));
        using var first = await AuthorizeAsync(merchant, key, token);
        using var other = await AuthorizeAsync(merchant, key, token, amount: 1001);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal("sandbox.idempotency_key_reused", await CodeAsync(other));
    }

    [Fact]
    public async Task Authorize_Replayed_GivesTheFirstAnswerWhateverHappenedSince()
    {
        using var merchant = shop.Sandbox.Merchant();
        var (key, token) = (NewKey(), await shop.TokenAsync(TestCards.ThreeDSecure));
        var first = await TextAsync(AuthorizeAsync(merchant, key, token));
        await shop.AnswerChallengeAsync(JsonDocument.Parse(first).RootElement.GetProperty("challengeUrl").GetString()!, "approve");

        Assert.Equal(first, await TextAsync(AuthorizeAsync(merchant, key, token)));
        Assert.Equal("authorized", (await GetAsync(merchant, $"authorizations?idempotency_key={key}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task CancelledKey_CanNeverBeChargedAfterwards()
    {
        using var merchant = shop.Sandbox.Merchant();
        var (key, token) = (NewKey(), await shop.TokenAsync(TestCards.Visa));
        using var cancelled = await merchant.PostAsJsonAsync("/sandbox/v1/cancellations", new { authorizationKey = key }, Ct);

        using var late = await AuthorizeAsync(merchant, key, token);

        Assert.Equal("voided", (await late.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Void_LetsGoOnce_AndRefusesWhatWasCaptured()
    {
        using var merchant = shop.Sandbox.Merchant();
        var (held, taken, key) = (await ChargeAsync(merchant), await ChargeAsync(merchant), NewKey());
        await CaptureAsync(merchant, NewKey(), taken, 1);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(PostAsync(merchant, key, $"authorizations/{held}/void", null)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(PostAsync(merchant, key, $"authorizations/{held}/void", null)));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(PostAsync(merchant, NewKey(), $"authorizations/{held}/void", null)));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(PostAsync(merchant, NewKey(), $"authorizations/{taken}/void", null)));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(CaptureAsync(merchant, NewKey(), held, 1)));
    }

    private static string NewKey() => Guid.CreateVersion7().ToString("N");

    private static async Task<string> ChargeAsync(HttpClient merchant, PaymentsShop shop) =>
        JsonDocument.Parse(await TextAsync(AuthorizeAsync(merchant, NewKey(), await shop.TokenAsync(TestCards.Visa))))
            .RootElement.GetProperty("id").GetString()!;

    private static Task<HttpResponseMessage> AuthorizeAsync(HttpClient merchant, string key, string token, long amount = 1000) =>
        PostAsync(merchant, key, "authorizations", new { token, amount, currency = "EUR", reference = "order-1" });

    private static Task<HttpResponseMessage> CaptureAsync(HttpClient merchant, string key, string charge, long amount) =>
        PostAsync(merchant, key, $"authorizations/{charge}/captures", new { amount });

    private static Task<HttpResponseMessage> RefundAsync(HttpClient merchant, string key, string charge, long amount) =>
        PostAsync(merchant, key, "refunds", new { authorization = charge, amount });

    private static async Task<HttpResponseMessage> PostAsync(HttpClient merchant, string key, string path, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/sandbox/v1/{path}") { Headers = { { "Idempotency-Key", key } } };
        request.Content = body is null ? null : JsonContent.Create(body);
        return await merchant.SendAsync(request, Ct);
    }

    private static Task<JsonElement> GetAsync(HttpClient merchant, string path) =>
        merchant.GetFromJsonAsync<JsonElement>($"/sandbox/v1/{path}", Ct);

    private static async Task<string> TextAsync(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        return response.StatusCode;
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString();

    private Task<string> ChargeAsync(HttpClient merchant) => ChargeAsync(merchant, shop);

    private Task<long> CountAsync(string table, string key) =>
        shop.Sandbox.Database.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE idempotency_key = $1", key);
}
