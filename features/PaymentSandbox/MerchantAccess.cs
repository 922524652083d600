using System.Security.Cryptography;
using System.Text;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.PaymentSandbox;

/// <summary>Merchant calls carry the secret API key, and unsafe ones an idempotency key.</summary>
internal static class MerchantAccess
{
    public const string ApiKeyHeader = "X-Api-Key";
    public const string IdempotencyKeyHeader = "Idempotency-Key";
    private const int MaxKeyLength = 255;

    private static readonly object _needsApiKey = new NeedsApiKey();
    private static readonly object _needsIdempotencyKey = new NeedsIdempotencyKey();

    /// <summary>Lets only holders of the API key through. It stands in for a user's token.</summary>
    public static RouteHandlerBuilder RequireApiKey(this RouteHandlerBuilder endpoint) => endpoint.AllowAnonymous().WithMetadata(_needsApiKey);

    /// <summary>Refuses calls without a usable Idempotency-Key.</summary>
    public static RouteHandlerBuilder RequireIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(_needsIdempotencyKey);

    /// <summary>Checks both before anything of the request is read.</summary>
    public static void UseMerchantAccess(this WebApplication app)
    {
        var apiKey = Encoding.UTF8.GetBytes(app.Services.GetRequiredService<Sandbox>().ApiKey);
        app.Use((context, next) => Check(context, apiKey) is { } refusal ? refusal.ToProblem().ExecuteAsync(context) : next(context));
    }

    /// <summary>Whether text may be an idempotency key or an id: visible ASCII of sensible length.</summary>
    public static bool IsUsable(string? key) => key?.Length is > 0 and <= MaxKeyLength && key!.All(c => c is > ' ' and <= '~');

    private static Error? Check(HttpContext context, byte[] apiKey)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        var headers = context.Request.Headers;
        if (metadata?.GetMetadata<NeedsApiKey>() is not null
            && !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(headers[ApiKeyHeader].ToString()), apiKey))
            return ChargeErrors.NoAccess;
        return metadata?.GetMetadata<NeedsIdempotencyKey>() is not null && !IsUsable(headers[IdempotencyKeyHeader].ToString())
            ? ChargeErrors.KeyRequired
            : null;
    }

    private sealed record NeedsApiKey;

    private sealed record NeedsIdempotencyKey;
}
