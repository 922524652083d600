using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Commerce.PaymentSandbox;

namespace Commerce.Payments;

/// <summary>What the stand-in provider refuses, and the pages it shows.</summary>
public sealed class SandboxInputTests(PaymentsShop shop)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "authorizations/ch_1")]
    [InlineData("GET", "authorizations?idempotency_key=x")]
    [InlineData("POST", "authorizations")]
    [InlineData("POST", "authorizations/ch_1/captures")]
    [InlineData("POST", "authorizations/ch_1/void")]
    [InlineData("POST", "cancellations")]
    [InlineData("POST", "refunds")]
    [InlineData("GET", "captures/cap_1")]
    [InlineData("GET", "refunds/re_1")]
    public async Task MerchantCalls_WithoutTheApiKey_AreRefused(string method, string path)
    {
        using var nobody = shop.Sandbox.CreateClient(token: null);
        using var guesser = shop.Sandbox.CreateClient(token: null);
        guesser.DefaultRequestHeaders.Add("X-Api-Key", SandboxHost.ApiKey + "x");

        foreach (var client in new[] { nobody, guesser })
        {
            using var response = await client.SendAsync(new(new(method), $"/sandbox/v1/{path}")
            {
                Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null,
            }, Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("""{"number":"4242424242424241","expiryMonth":12,"expiryYear":2090,"cvc":"123"}""", "invalid_card_number")]
    [InlineData("""{"number":"4242 4242 4242 4242","expiryMonth":12,"expiryYear":2090,"cvc":"123"}""", "invalid_card_number")]
    [InlineData("""{"number":"","expiryMonth":12,"expiryYear":2090,"cvc":"123"}""", "invalid_card_number")]
    [InlineData("""{"number":"4111111111111111","expiryMonth":12,"expiryYear":2090,"cvc":"123"}""", "not_a_test_card")]
    [InlineData("""{"number":"4242424242424242","expiryMonth":1,"expiryYear":2020,"cvc":"123"}""", "card_expired")]
    [InlineData("""{"number":"4242424242424242","expiryMonth":13,"expiryYear":2090,"cvc":"123"}""", "inclusive_between")]
    [InlineData("""{"number":"4242424242424242","expiryMonth":12,"expiryYear":99999,"cvc":"123"}""", "less_than_or_equal")]
    [InlineData("""{"number":"4242424242424242","expiryMonth":12,"expiryYear":2090,"cvc":"12"}""", "invalid_cvc")]
    [InlineData("""{"number":"378282246310005","expiryMonth":12,"expiryYear":2090,"cvc":"123"}""", "invalid_cvc")]
    [InlineData("""{"number":"4242424242424242","expiryMonth":12,"expiryYear":2090,"cvc":null}""", "invalid_cvc")]
    public async Task IssueToken_WithBadCard_SaysWhatIsWrongWithoutRepeatingIt(string body, string code)
    {
        using var browser = shop.Sandbox.CreateClient(token: null);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await browser.PostAsync("/sandbox/v1/tokens", content, Ct);

        var text = await response.Content.ReadAsStringAsync(Ct);
        if (code == "invalid_cvc" && response.StatusCode == HttpStatusCode.BadRequest)
            return; // null where a string is required is malformed
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(code, text, StringComparison.Ordinal);
        Assert.DoesNotContain("42424242", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"token":"tok","amount":0,"currency":"EUR","reference":"r"}""", 422)]
    [InlineData("""{"token":"tok","amount":-1,"currency":"EUR","reference":"r"}""", 422)]
    [InlineData("""{"token":"tok","amount":99999999999999999999,"currency":"EUR","reference":"r"}""", 400)]
    [InlineData("""{"token":"tok","amount":1.5,"currency":"EUR","reference":"r"}""", 400)]
    [InlineData("""{"token":"tok","amount":1,"currency":"euro","reference":"r"}""", 422)]
    [InlineData("""{"token":"a\u0000b","amount":1,"currency":"EUR","reference":"r"}""", 400, 422)]
    [InlineData("""{"token":"tok_of_nobody","amount":1,"currency":"EUR","reference":"r"}""", 422)]
    [InlineData("""{"token":"tok","amount":1,"currency":"EUR","reference":"r","status":"authorized"}""", 400)]
    [InlineData("null", 400)]
    [InlineData("{", 400)]
    public async Task Authorize_WithBadBody_IsRefused(string body, params int[] acceptable)
    {
        using var merchant = shop.Sandbox.Merchant();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sandbox/v1/authorizations")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { { "Idempotency-Key", NewKey() } },
        };
        using var response = await merchant.SendAsync(request, Ct);

        Assert.Contains((int)response.StatusCode, acceptable);
    }

    [Fact]
    public async Task Authorize_WithoutKey_IsRefused()
    {
        using var merchant = shop.Sandbox.Merchant();
        using var response = await merchant.PostAsJsonAsync(
            "/sandbox/v1/authorizations", new { token = "tok", amount = 1, currency = "EUR", reference = "r" }, Ct);

        Assert.Equal("sandbox.idempotency_key_required", await CodeAsync(response));
    }

    [Fact]
    public async Task ChallengePage_AsksOnceAndRunsNoScript()
    {
        using var merchant = shop.Sandbox.Merchant();
        var charge = JsonDocument.Parse(await TextAsync(AuthorizeAsync(merchant, NewKey(), await shop.TokenAsync(TestCards.ThreeDSecure)))).RootElement;
        var page = new Uri(charge.GetProperty("challengeUrl").GetString()!);
        using var browser = shop.Sandbox.CreateClient(token: null);

        using var question = await browser.GetAsync(page.AbsolutePath, Ct);
        var html = await question.Content.ReadAsStringAsync(Ct);

        Assert.Equal("shop.test", page.Host);
        Assert.Contains("<form method=\"post\">", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", question.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, await shop.AnswerChallengeAsync(page.ToString(), "perhaps"));
        Assert.Equal(HttpStatusCode.OK, await shop.AnswerChallengeAsync(page.ToString(), "fail"));
        Assert.Equal(HttpStatusCode.Conflict, await shop.AnswerChallengeAsync(page.ToString(), "approve"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(browser.GetAsync("/sandbox/3ds/tds_guess", Ct)));
    }

    [Fact]
    public void EveryTestCard_IsAValidNumberAndDocumented()
    {
        var documentation = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "test-cards.md")).Replace(" ", "", StringComparison.Ordinal);

        Assert.All(TestCards.Scripts.Keys, number => Assert.True(CardNumber.IsValid(number)));
        Assert.All(TestCards.Scripts.Keys, number => Assert.Contains(number, documentation, StringComparison.Ordinal));
    }

    private static string NewKey() => Guid.CreateVersion7().ToString("N");

    private static Task<HttpResponseMessage> AuthorizeAsync(HttpClient merchant, string key, string token, long amount = 1000) =>
        PostAsync(merchant, key, "authorizations", new { token, amount, currency = "EUR", reference = "order-1" });

    private static async Task<HttpResponseMessage> PostAsync(HttpClient merchant, string key, string path, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/sandbox/v1/{path}") { Headers = { { "Idempotency-Key", key } } };
        request.Content = body is null ? null : JsonContent.Create(body);
        return await merchant.SendAsync(request, Ct);
    }

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
}
