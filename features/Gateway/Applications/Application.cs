namespace Commerce.Gateway;

/// <summary>Which application calls, as far as its key tells.</summary>
internal abstract record Application
{
    public const string KeyHeader = "X-Api-Key";

    /// <summary>The configuration exempts it from the limits: a load test, a partner's batch job.</summary>
    public sealed record Trusted : Application;

    /// <param name="Token">What the key is worth at this moment, for the services.</param>
    public sealed record Known(string LimitKey, RateLimit Limit, string Token) : Application;

    /// <summary>There is no such key, or it is over.</summary>
    public sealed record Refused : Application;

    /// <summary>Nobody can tell now.</summary>
    public sealed record Unverified : Application;

    public static Application? Of(HttpContext context) => context.Features.Get<Application>();
}
