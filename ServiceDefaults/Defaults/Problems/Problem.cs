using System.Diagnostics;
using System.Globalization;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.Defaults;

/// <summary>Turns refusals into RFC 9457 problem details with a stable <c>type</c>, <c>code</c> and <c>traceId</c>.</summary>
public static class Problem
{
    /// <summary>The content type of every refusal.</summary>
    public const string ContentType = "application/problem+json";

    // The typed result, which handlers name in their signatures, carries no headers of its own.
    private static readonly HttpContextAccessor s_request = new();

    /// <summary>The answer to a caller whose request was refused.</summary>
    public static ProblemHttpResult ToProblem(this Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error.RetryAfter is { } wait && s_request.HttpContext is { Response.HasStarted: false } http)
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(error.ToProblemDetails());
    }

    /// <summary>The refusal as a document.</summary>
    public static ProblemDetails ToProblemDetails(this Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var problem = new ProblemDetails
        {
            Type = TypeOf(error.Code),
            Title = ReasonPhrases.GetReasonPhrase(error.Status),
            Status = error.Status,
            Detail = error.Detail,
            Extensions = { ["code"] = error.Code },
        };
        if (Activity.Current is { } activity)
            problem.Extensions["traceId"] = activity.TraceId.ToHexString();
        if (error.Fields.Count > 0)
            problem.Extensions["errors"] = error.Fields;
        return problem;
    }

    // Relative on purpose: resolved against the request it names a page of this very installation.
    private static string TypeOf(string code) => "/problems/" + code.Replace('.', '-').Replace('_', '-');
}
