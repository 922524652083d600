using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Defaults;

/// <summary>
/// Names a request's span and gives it OpenTelemetry's HTTP attributes. Stands in for OpenTelemetry.Instrumentation.AspNetCore where
/// that package does not restore; without it the framework's span says nothing.
/// </summary>
internal static class RequestSpan
{
    public static void Describe(Activity activity, HttpContext context, string correlationId)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var status = context.Response.StatusCode;
        activity.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        activity.SetTag("http.request.method", context.Request.Method);
        activity.SetTag("http.route", route);
        activity.SetTag("http.response.status_code", status);
        activity.SetTag("url.scheme", context.Request.Scheme);
        activity.SetTag("commerce.correlation_id", correlationId);
        if (status >= StatusCodes.Status500InternalServerError)
            activity.SetStatus(ActivityStatusCode.Error);
    }
}
