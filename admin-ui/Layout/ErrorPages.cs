using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.AdminUi;

/// <summary>Pages for people who are not in, or no longer: they need neither a session nor a script.</summary>
internal static class ErrorPages
{
    public static void Map(IEndpointRouteBuilder app) => app.Map("/error", () => Failed(new(500, "portal", "The portal ran into an error.", System.Diagnostics.Activity.Current?.TraceId.ToHexString(), []))).AllowAnonymous();

    public static IResult SignInFailed(string reason, string tryAgain) => Plain("Signing in did not work", reason, tryAgain, "Try again", StatusCodes.Status400BadRequest);

    public static IResult SignedOut() => Plain("You are signed out", "Here, and at the sign-in service.", "/", "Sign in again", StatusCodes.Status200OK, forgets: true);

    public static IResult Failed(Problem problem) =>
        Plain("That did not work", problem.Detail + (problem.TraceId is { } trace ? $" (trace {trace})" : ""), "/", "Back to the portal", problem.Status is >= 400 and < 600 ? problem.Status : StatusCodes.Status503ServiceUnavailable);

    private static RazorComponentResult<PlainPage> Plain(string title, string text, string address, string link, int status, bool forgets = false) => new(new
    {
        Title = title,
        Text = text,
        Address = address,
        Link = link,
        Forgets = forgets,
    })
    {
        StatusCode = status,
        PreventStreamingRendering = true,
    };
}
