using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Cli;

/// <summary>The public API as somebody's app uses it, through the gateway and nothing else.</summary>
internal sealed class ShopClient(HttpClient http, string? token = null)
{
    private const string TrustedKeyHeader = "X-Api-Key";

    /// <summary>Somebody who is not signed in.</summary>
    /// <param name="trustedKey">Lifts the rate limits, for demonstrations and measurements that play many shoppers from one address.</param>
    public static ShopClient Anonymous(Uri shop, string? trustedKey)
    {
        var handler = new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5), UseCookies = false, AutomaticDecompression = System.Net.DecompressionMethods.None };
        var http = new HttpClient(handler) { BaseAddress = shop, Timeout = TimeSpan.FromSeconds(60) };
        if (trustedKey is not null)
            http.DefaultRequestHeaders.Add(TrustedKeyHeader, trustedKey);
        return new ShopClient(http);
    }

    /// <summary>The access token, when signed in.</summary>
    public string? Token => token;

    public async Task<ShopClient> RegisteredAsync(string email, string password, string name, CancellationToken ct)
    {
        (await PostAsync("/api/v1/auth/register", new { email, password, displayName = name }, ct)).OrThrow("Registering");
        return await SignedInAsync(email, password, ct);
    }

    public async Task<ShopClient> SignedInAsync(string email, string password, CancellationToken ct)
    {
        var tokens = (await PostAsync("/api/v1/auth/login", new { email, password }, ct)).OrThrow($"Signing in as {email}");
        return With(tokens.GetProperty("accessToken").GetString()!);
    }

    /// <summary>The same app, signed in with this access token.</summary>
    public ShopClient With(string accessToken) => new(http, accessToken);

    /// <summary>Gives the card to the payment provider, which gives a token for it.</summary>
    public async Task<string> TokenizeAsync(string card, CancellationToken ct) =>
        (await PostAsync("/sandbox/v1/tokens", new { number = card, expiryMonth = 12, expiryYear = 2090, cvc = "123" }, ct))
            .OrThrow("Giving the card to the payment provider").GetProperty("token").GetString()!;

    public async Task<Guid> CartAsync(string currency, CancellationToken ct, params (string Sku, int Quantity)[] lines) =>
        (await PostAsync("/api/v1/carts", new { currency, lines = lines.Select(l => new { sku = l.Sku, quantity = l.Quantity }) }, ct))
            .OrThrow("Filling a cart").GetProperty("cartId").GetGuid();

    /// <summary>Places an order and waits until it is confirmed or refused.</summary>
    public Task<ShopAnswer> OrderAsync(Guid orderId, Guid cartId, string paymentToken, CancellationToken ct, int waitSeconds = 20) => SendAsync(
        HttpMethod.Put,
        $"/api/v1/orders/{orderId}",
        new
        {
            cartId,
            paymentToken,
            shippingAddress = new { name = "Ada Lovelace", line1 = "12 St James's Square", postalCode = "SW1Y 4JH", city = "London", country = "GB" },
        },
        ct,
        ("Prefer", $"wait={waitSeconds}"));

    public Task<ShopAnswer> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, ct);

    public Task<ShopAnswer> PostAsync(string path, object body, CancellationToken ct) => SendAsync(HttpMethod.Post, path, body, ct);

    public async Task<ShopAnswer> SendAsync(HttpMethod method, string path, object? body, CancellationToken ct, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await http.SendAsync(request, ct);
        var bytes = await response.Content.ReadAsByteArrayAsync(ct);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        return new ShopAnswer((int)response.StatusCode, isJson && bytes.Length > 0 ? JsonDocument.Parse(bytes).RootElement : default);
    }
}
