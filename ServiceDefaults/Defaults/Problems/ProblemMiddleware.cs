using Commerce.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Commerce.Defaults;

/// <summary>Every refusal is a problem document: what was thrown, and what was only a status.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        await AnswerProblemsAsync(context);
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            await RefusedBody.LetArriveAsync(context);
    }

    private async Task AnswerProblemsAsync(HttpContext context)
    {
        try
        {
            if (RequestText.Check(context.Request) is { } refusal)
                await AnswerAsync(context, refusal);
            else
                await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
            await AnswerAsync(context, StatusErrors.Of(context));
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return;
        }

        var refusal = ExceptionErrors.Of(exception);
        if (refusal is null)
            log.LogError(exception, "{Method} {Route} failed", context.Request.Method, RouteOf(context));
        else if (refusal.Status >= StatusCodes.Status500InternalServerError || exception is not (BadHttpRequestException or Data.ConflictException))
            log.LogWarning("{Method} {Route} was refused with {Code}: {Reason}", context.Request.Method, RouteOf(context), refusal.Code, exception.Message);

        // What the failed handler has set does not belong to the refusal; the correlation id does.
        var correlationId = context.Response.Headers[CorrelationMiddleware.Header];
        context.Response.Clear();
        context.Response.Headers[CorrelationMiddleware.Header] = correlationId;
        await AnswerAsync(context, refusal ?? StatusErrors.Internal);
    }

    private static Task AnswerAsync(HttpContext context, Error error)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = error.Status;
            return Task.CompletedTask;
        }

        return error.ToProblem().ExecuteAsync(context);
    }

    // The route's template, not the path: a path may carry ids of people and things.
    private static string? RouteOf(HttpContext context) =>
        (context.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText;
}
