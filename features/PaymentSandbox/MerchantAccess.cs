using System.Security.Cryptography;
using System.Text;
using Commerce.Defaults;

namespace Commerce.PaymentSandbox;

/// <summary>Merchant calls carry the secret API key, and unsafe ones an idempotency key.</summary>
internal static class MerchantAccess
{
    public const string ApiKeyHeader = "X-Api-Key";
    public const string IdempotencyKeyHeader = "Idempotency-Key";
    private const int MaxKeyLength = 255;

    /// <summary>Lets only holders of the API key through.</summary>
    public static TBuilder RequireApiKey<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.AllowAnonymous(); // the key stands in for a user's token
        return endpoints.AddEndpointFilter(async (call, next) =>
        {
            var expected = call.HttpContext.RequestServices.GetRequiredService<Sandbox>().ApiKey;
            var given = call.HttpContext.Request.Headers[ApiKeyHeader].ToString();
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected))
                ? await next(call)
                : ChargeErrors.NoAccess.ToProblem();
        });
    }

    /// <summary>Refuses calls without a usable Idempotency-Key.</summary>
    public static RouteHandlerBuilder RequireIdempotencyKey(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter(async (call, next) =>
            IsUsable(call.HttpContext.Request.Headers[IdempotencyKeyHeader].ToString()) ? await next(call) : ChargeErrors.KeyRequired.ToProblem());

    /// <summary>Whether text may be an idempotency key or an id: visible ASCII of sensible length.</summary>
    public static bool IsUsable(string? key) => key?.Length is > 0 and <= MaxKeyLength && key!.All(c => c is > ' ' and <= '~');
}
