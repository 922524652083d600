using Commerce.Defaults;
using Microsoft.Extensions.Primitives;

namespace Commerce.Gateway;

/// <summary>
/// Finds out which application calls, by <c>X-Api-Key</c>. A key that comes alone is exchanged for a token with its scopes; beside a
/// person's token it only says whose limit counts. The key itself goes no further.
/// </summary>
internal sealed class IdentifyApplication(RequestDelegate next, RateLimits limits, ApiKeys keys, RedisCounters counters)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Application.KeyHeader, out var given))
            return next(context);
        var trusted = limits.Trusts(context.Request.Headers);
        context.Request.Headers.Remove(Application.KeyHeader); // a secret between caller and gateway
        if (!trusted)
            return IdentifyAsync(context, given);
        context.Features.Set<Application>(new Application.Trusted());
        return next(context);
    }

    private async Task IdentifyAsync(HttpContext context, StringValues given)
    {
        var application = given is [{ } key] && ApiKeyText.IsWellFormed(key)
            ? keys.Find(key) ?? await AskAsync(context, key)
            : new Application.Refused();
        context.Features.Set(application);
        if (application is Application.Known known && context.Request.Headers.Authorization.Count == 0)
            context.Request.Headers.Authorization = $"Bearer {known.Token}";
        await next(context);
    }

    // Anybody can make up well-formed keys: asking about them is limited like everything else.
    private async Task<Application> AskAsync(HttpContext context, string key)
    {
        var verdict = await counters.TakeAsync(CallerAddress.Key("api-key-lookup", context), limits.KeyLookups);
        return verdict.Allowed ? await keys.AskAsync(key) : new Application.Unverified();
    }
}
