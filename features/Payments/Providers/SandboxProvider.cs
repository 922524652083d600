using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Commerce.Payments;

/// <summary>The stand-in provider's API. Every answer that does not tell what happened is <see cref="ProviderAnswer.Unknown"/>.</summary>
internal sealed class SandboxProvider(HttpClient http) : IPaymentProvider
{
    public string Name => "sandbox";

    public Task<ProviderAnswer> CallAsync(ProviderCall call, CancellationToken ct) => call switch
    {
        ProviderCall.Authorize a => SendAsync(
            Post("authorizations", a.Key, new AuthorizationRequest(a.Token, a.Amount.MinorUnits, a.Amount.Currency.Code, a.Reference),
                SandboxProviderJson.Default.AuthorizationRequest), ReadAuthorization, ct),
        ProviderCall.Capture c => SendAsync(
            Post($"authorizations/{c.Authorization}/captures", c.Key, new CaptureRequest(c.Amount.MinorUnits),
                SandboxProviderJson.Default.CaptureRequest), ReadCapture, ct),
        ProviderCall.Refund r => SendAsync(
            Post("refunds", r.Key, new RefundRequest(r.Authorization, r.Amount.MinorUnits), SandboxProviderJson.Default.RefundRequest),
            ReadRefund, ct),
        ProviderCall.Cancel c => SendAsync(
            Post("cancellations", null, new CancellationRequest(c.Key), SandboxProviderJson.Default.CancellationRequest),
            _ => new ProviderAnswer.Cancelled(), ct),
        _ => throw new ArgumentOutOfRangeException(nameof(call)),
    };

    public Task<ProviderAnswer> FindAsync(ProviderCall call, CancellationToken ct) => call switch
    {
        ProviderCall.Authorize a => SendAsync(Get("authorizations", a.Key), ReadAuthorization, ct),
        ProviderCall.Capture c => SendAsync(Get("captures", c.Key), ReadCapture, ct),
        ProviderCall.Refund r => SendAsync(Get("refunds", r.Key), ReadRefund, ct),
        _ => Task.FromResult<ProviderAnswer>(new ProviderAnswer.NotFound()),
    };

    private static HttpRequestMessage Get(string path, string key) =>
        new(HttpMethod.Get, $"/sandbox/v1/{path}?idempotency_key={Uri.EscapeDataString(key)}");

    private static HttpRequestMessage Post<T>(string path, string? key, T body, JsonTypeInfo<T> json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/sandbox/v1/{path}") { Content = JsonContent.Create(body, json) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    private async Task<ProviderAnswer> SendAsync(HttpRequestMessage request, Func<Stream, ProviderAnswer> read, CancellationToken ct)
    {
        try
        {
            using (request)
            using (var response = await http.SendAsync(request, ct))
            {
                await using var body = await response.Content.ReadAsStreamAsync(ct);
                return response.StatusCode switch
                {
                    HttpStatusCode.OK or HttpStatusCode.Created => read(body),
                    HttpStatusCode.NotFound when request.Method == HttpMethod.Get => new ProviderAnswer.NotFound(),
                    HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity => ReadRefusal(body),
                    // Neither "no access" nor "too busy" nor "broken" says anything about the money.
                    var other => new ProviderAnswer.Unknown($"HTTP {(int)other}"),
                };
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException
            or OperationCanceledException or JsonException)
        {
            return new ProviderAnswer.Unknown(failure.GetType().Name);
        }
    }

    private static ProviderAnswer ReadAuthorization(Stream body)
    {
        var charge = Read(body, SandboxProviderJson.Default.AuthorizationView);
        return charge.Status switch
        {
            "authorized" => new ProviderAnswer.Authorized(charge.Id, charge.Card?.Brand, charge.Card?.Last4),
            "requires_action" => new ProviderAnswer.ActionRequired(charge.Id, charge.ChallengeUrl ?? throw new JsonException("No challengeUrl.")),
            "declined" => Declined(charge.DeclineCode),
            "voided" or "expired" => new ProviderAnswer.Cancelled(),
            var other => throw new JsonException($"Unknown status {other}."),
        };
    }

    private static ProviderAnswer.Captured ReadCapture(Stream body) =>
        Read(body, SandboxProviderJson.Default.CaptureView) is var capture ? new(capture.Id, capture.Fee) : throw new JsonException();

    private static ProviderAnswer.Refunded ReadRefund(Stream body) => new(Read(body, SandboxProviderJson.Default.RefundView).Id);

    private static ProviderAnswer.Refused ReadRefusal(Stream body)
    {
        var problem = Read(body, SandboxProviderJson.Default.ProblemView);
        var code = problem.Code ?? throw new JsonException("No code.");
        return new(code[(code.LastIndexOf('.') + 1)..], problem.Detail ?? "The provider refused.");
    }

    private static ProviderAnswer.Declined Declined(string? code) => code switch
    {
        "insufficient_funds" => new(code, "The card does not have enough funds."),
        "expired_card" => new(code, "The card has expired."),
        "authentication_failed" => new(code, "The shopper did not pass the bank's check."),
        // The thief is not to learn that the card is reported.
        "stolen_card" => new("card_declined", "The bank declined the card."),
        _ => new(code ?? "card_declined", "The bank declined the card."),
    };

    private static T Read<T>(Stream body, JsonTypeInfo<T> json) =>
        JsonSerializer.Deserialize(body, json) ?? throw new JsonException("Null.");

    internal sealed record AuthorizationRequest(string Token, long Amount, string Currency, string Reference);

    internal sealed record CaptureRequest(long Amount);

    internal sealed record RefundRequest(string Authorization, long Amount);

    internal sealed record CancellationRequest(string AuthorizationKey);

    internal sealed record AuthorizationView(string Id, string Status, CardView? Card, string? DeclineCode, string? ChallengeUrl);

    internal sealed record CardView(string Brand, string Last4);

    internal sealed record CaptureView(string Id, long Fee);

    internal sealed record RefundView(string Id);

    internal sealed record ProblemView(string? Code, string? Detail);
}

/// <summary>Generated serialisers for the provider's documents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SandboxProvider.AuthorizationRequest))]
[JsonSerializable(typeof(SandboxProvider.CaptureRequest))]
[JsonSerializable(typeof(SandboxProvider.RefundRequest))]
[JsonSerializable(typeof(SandboxProvider.CancellationRequest))]
[JsonSerializable(typeof(SandboxProvider.AuthorizationView))]
[JsonSerializable(typeof(SandboxProvider.CaptureView))]
[JsonSerializable(typeof(SandboxProvider.RefundView))]
[JsonSerializable(typeof(SandboxProvider.ProblemView))]
internal sealed partial class SandboxProviderJson : JsonSerializerContext;
