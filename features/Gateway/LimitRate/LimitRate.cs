using System.Globalization;
using Commerce.Kernel;

namespace Commerce.Gateway;

/// <summary>Counts each caller's requests and refuses those beyond the limit, telling when to come back.</summary>
internal sealed class LimitRate(RequestDelegate next, RateLimits limits, RedisCounters counters, GatewayMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        var rules = EdgeRules.Of(context);
        if (!limits.Enabled || rules.RateLimit == RateLimitKind.None)
            return next(context);
        return Application.Of(context) is Application.Trusted ? next(context) : LimitAsync(context, rules);
    }

    private async Task LimitAsync(HttpContext context, EdgeRules rules)
    {
        var (key, limit) = rules.RateLimit == RateLimitKind.Auth ? (CallerAddress.Key("auth", context), limits.Auth)
            : Application.Of(context) is Application.Known application ? (application.LimitKey, application.Limit)
            : context.User.FindFirst("sub")?.Value is { } user ? ($"rate:user:{user}", limits.User)
            : (CallerAddress.Key("anonymous", context), limits.Anonymous);

        var verdict = await counters.TakeAsync(key, limit);
        Announce(context.Response.Headers, limit, verdict);
        if (verdict.Allowed)
        {
            await next(context);
            return;
        }
        metrics.Limited(limit.Name);
        await Refusal.WriteAsync(context, new Error(429, "rate_limited",
            $"More than {limit.Permits} requests in {limit.Window.TotalSeconds} seconds. Try again in {verdict.ResetSeconds} s.")
        {
            RetryAfter = TimeSpan.FromSeconds(verdict.ResetSeconds),
        });
    }

    // Both spellings: the one most clients know, and the one the IETF draft settled on.
    private static void Announce(IHeaderDictionary headers, RateLimit limit, RateVerdict verdict)
    {
        var remaining = verdict.Remaining.ToString(CultureInfo.InvariantCulture);
        var reset = verdict.ResetSeconds.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Limit"] = limit.PermitsHeader;
        headers["RateLimit-Remaining"] = remaining;
        headers["RateLimit-Reset"] = reset;
        headers["RateLimit-Policy"] = limit.PolicyHeader;
        headers["RateLimit"] = $"\"{limit.Name}\";r={remaining};t={reset}";
    }
}
