using Commerce.Kernel;
using Polly.CircuitBreaker;
using Yarp.ReverseProxy.Forwarder;

namespace Commerce.Gateway;

/// <summary>Sends a request to its service; says plainly what went wrong when no answer came.</summary>
internal sealed partial class ForwardRequest(RequestDelegate next, GatewayMetrics metrics, ILogger<ForwardRequest> logger)
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Features.Get<IForwarderErrorFeature>() is not { } failure)
            return;

        if (MayRetry(context, failure))
        {
            Rewind(context);
            await next(context);
            if (context.Features.Get<IForwarderErrorFeature>() is not { } second)
                return;
            failure = second;
        }
        await ExplainAsync(context, failure);
    }

    // Only reads, only when no connection could be made (so nothing was sent), and only once.
    private static bool MayRetry(HttpContext context, IForwarderErrorFeature failure) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && failure is { Error: ForwarderError.Request, Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } }
        && !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested;

    private void Rewind(HttpContext context)
    {
        var proxying = context.GetReverseProxyFeature();
        metrics.Retried(proxying.Cluster.Config.ClusterId);
        // Another instance if there is one.
        var others = proxying.Cluster.Config.Destinations?.Count > 1
            ? proxying.AllDestinations.Where(destination => destination != proxying.ProxiedDestination).ToArray()
            : [];
        proxying.AvailableDestinations = others.Length > 0 ? others : proxying.AllDestinations;
        proxying.ProxiedDestination = null;
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    private async Task ExplainAsync(HttpContext context, IForwarderErrorFeature failure)
    {
        var backend = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        if (context.RequestAborted.IsCancellationRequested)
            return; // the caller left; nobody reads an answer
        metrics.UpstreamFailed(backend, failure.Error.ToString());
        LogFailure(logger, backend, failure.Error, failure.Exception?.Message);
        if (context.Response.HasStarted)
            return; // the forwarder has cut the connection, so the caller cannot take half an answer for a whole one

        var error = Explain(failure, context.Response.StatusCode);
        await Refusal.WriteAsync(context, error);
    }

    private static Error Explain(IForwarderErrorFeature failure, int status) => (failure.Error, failure.Exception) switch
    {
        (_, BrokenCircuitException open) => new(503, "service_recovering", "The service behind this address is recovering.")
        {
            RetryAfter = open.RetryAfter is { } wait && wait > OneSecond ? wait : OneSecond,
        },
        (ForwarderError.NoAvailableDestinations, _) => Unavailable("is not running"),
        (ForwarderError.RequestTimedOut, _) or (_, TimeoutException) => new(504, "service_timeout", "The service took too long to answer."),
        (ForwarderError.Request, HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }) => Unavailable("cannot be reached"),
        (ForwarderError.RequestBodyClient, _) when status == 413 => EdgeErrors.TooLarge,
        (ForwarderError.RequestBodyClient, _) when status == 408 => new(408, "request_timeout", "The body of the request did not arrive in time."),
        (ForwarderError.RequestBodyClient, _) => new(400, "malformed_request", "The body of the request could not be read."),
        _ => new(502, "bad_upstream_answer", "The service behind this address gave no usable answer."),
    };

    private static Error Unavailable(string why) =>
        new(503, "service_unavailable", $"The service behind this address {why}.") { RetryAfter = 2 * OneSecond };

    [LoggerMessage(LogLevel.Warning, "{Backend} gave no answer: {Error} ({Reason}).")]
    private static partial void LogFailure(ILogger logger, string backend, ForwarderError error, string? reason);
}
