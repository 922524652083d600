using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace Commerce.Defaults;

/// <summary>How large a request body may be.</summary>
public static class BodyLimit
{
    /// <summary>Another limit than <see cref="ServiceDefaults.MaxBodyBytes"/> for this endpoint; more is answered with 413.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder endpoint, long bytes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequestSizeLimit(bytes));

    private sealed record RequestSizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
