using Commerce.Kernel;
using Microsoft.AspNetCore.Http;

namespace Commerce.Defaults;

/// <summary>The refusals behind answers that are only a status.</summary>
internal static class StatusErrors
{
    public static Error Internal { get; } = new(500, "internal_error", "Something failed on our side. Quote the trace id when you report it.");

    public static Error Unavailable { get; } = new(503, "unavailable", "The service cannot answer at the moment. Try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    public static Error Of(HttpContext context) => context.Response.StatusCode switch
    {
        400 => new(400, "bad_request", "The request is malformed."),
        401 => Unauthenticated(context),
        403 => Forbidden(context),
        404 => RequestErrors.NotFound,
        405 => new(405, "method_not_allowed", $"This resource does not know {context.Request.Method}; the Allow header lists what it knows."),
        408 => new(408, "request_timeout", "The request took too long to arrive."),
        413 => new(413, "body_too_large", "The request body is larger than this call accepts."),
        415 => new(415, "unsupported_media_type", "Send the body as application/json."),
        429 => new(429, "too_many_requests", "Too many requests. Try again later."),
        500 => Internal,
        503 => Unavailable with { RetryAfter = null },
        var status => new(status, status >= 500 ? "server_error" : "refused", "The request was refused."),
    };

    private static Error Unauthenticated(HttpContext context) => context.Request.Headers.Authorization.Count == 0
        ? new(401, "unauthenticated", "Sign in: this call needs a bearer token.")
        : new(401, "invalid_token", "The token is not acceptable: it may be expired or meant for somebody else.");

    private static Error Forbidden(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<PermissionMetadata>() is { Permission: var permission }
            ? new(403, "permission_denied", $"This call needs the permission {permission}.")
            : new(403, "forbidden", "You may not do this.");
}
