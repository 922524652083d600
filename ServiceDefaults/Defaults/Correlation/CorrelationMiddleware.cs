using System.Diagnostics;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Commerce.Defaults;

/// <summary>Gives each request its correlation id, the caller's if it is fit to be logged, and answers with it.</summary>
internal sealed class CorrelationMiddleware(RequestDelegate next, TimeProvider clock, ILogger<CorrelationMiddleware> log)
{
    public const string Header = "X-Correlation-Id";

    private const int MaxLength = 64;

    public async Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[Header];
        var id = given is [{ } candidate] && IsAcceptable(candidate) ? candidate : clock.NewId().ToString("N");
        var scope = new RequestScope(id);
        context.Features.Set(scope);
        context.Request.Headers[Header] = id; // whoever passes the request on passes the id on
        context.Response.Headers[Header] = id;
        var activity = Activity.Current;
        using (log.BeginScope(scope))
            await next(context);
        if (activity is { IsAllDataRequested: true })
            RequestSpan.Describe(activity, context, id);
    }

    private static bool IsAcceptable(string id) =>
        id.Length is > 0 and <= MaxLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
