using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>200 with an entity tag, or 304.</summary>
internal sealed class TaggedResult<T>(T body, string tag) : IResult, IStatusCodeHttpResult, IValueHttpResult<T>
{
    public int? StatusCode => StatusCodes.Status200OK;

    public T Value => body;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ETag = tag;
        if (!Matches(httpContext.Request))
            return TypedResults.Ok(body).ExecuteAsync(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    // RFC 9110 13.1.2: If-None-Match is a list, compared weakly, and only for reads.
    private bool Matches(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return false;
        foreach (var candidate in request.Headers.IfNoneMatch.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)))
            if (candidate == "*" || candidate == tag || (candidate.StartsWith("W/", StringComparison.Ordinal) && candidate.AsSpan(2).SequenceEqual(tag)))
                return true;
        return false;
    }
}
