namespace Commerce.Gateway;

/// <summary>Which limit counts a request.</summary>
internal enum RateLimitKind
{
    None,
    Caller,
    Auth,
}

/// <summary>What the edge asks of a request before it goes on; attached to each endpoint.</summary>
/// <param name="NeedsUser">Answer 401 here already when no token came. The service checks again, and checks permissions.</param>
/// <param name="Compress">Never where secrets and the caller's own input share a body (BREACH).</param>
/// <param name="JudgesTokens">The service knows tokens that are good nowhere else: those of other companies' applications for the issuer.</param>
internal sealed record EdgeRules(
    bool NeedsUser = false, RateLimitKind RateLimit = RateLimitKind.Caller, bool Compress = true, bool JudgesTokens = false)
{
    private static readonly EdgeRules Nowhere = new();
    private static readonly EdgeRules Operations = new(RateLimit: RateLimitKind.None);

    // Endpoints that are not the public API are health and metrics: whoever watches must not be turned away.
    public static EdgeRules Of(HttpContext context) =>
        context.GetEndpoint() is { } endpoint ? endpoint.Metadata.GetMetadata<EdgeRules>() ?? Operations : Nowhere;
}
