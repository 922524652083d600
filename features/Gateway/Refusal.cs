using System.Globalization;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Gateway;

/// <summary>Answers a request that the gateway itself refuses.</summary>
internal static class Refusal
{
    public static Task WriteAsync(HttpContext context, Error error, params ReadOnlySpan<(string Name, object Value)> more)
    {
        var problem = error.ToProblemDetails();
        foreach (var (name, value) in more)
            problem.Extensions[name] = value;
        problem.Extensions.TryAdd("traceId", context.TraceIdentifier);
        if (error.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Problem(problem).ExecuteAsync(context);
    }
}
