using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>A committed answer, as the bytes that every repetition of the call will get again.</summary>
public sealed class AnsweredResult : IResult, IStatusCodeHttpResult
{
    internal const string ReplayedHeader = "Idempotency-Replayed";

    internal AnsweredResult()
    {
    }

    internal int Status { get; init; }

    internal byte[] Body { get; init; } = [];

    internal string? ContentType { get; init; }

    /// <summary>Where the thing that was made is, if something was made.</summary>
    public string? Location { get; internal init; }

    internal string? ETag { get; init; }

    internal bool Replayed { get; init; }

    /// <inheritdoc/>
    public int? StatusCode => Status;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Location is not null)
            response.Headers.Location = Location;
        if (ETag is not null)
            response.Headers.ETag = ETag;
        if (Replayed)
            response.Headers[ReplayedHeader] = "true";
        if (Body.Length == 0)
            return;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
