using System.Globalization;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Refusals that say when to try again.</summary>
internal static class Refusals
{
    public static ProblemHttpResult ToProblem(this Error error, HttpResponse response)
    {
        if (error.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return error.ToProblem();
    }
}
