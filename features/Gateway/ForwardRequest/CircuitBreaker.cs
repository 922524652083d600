using System.Net;
using Polly;

namespace Commerce.Gateway;

/// <summary>
/// Stops sending to a service once half of its answers are failures, so that callers hear it at once and the service can recover.
/// The first refusal is short, as a restarted service is back within seconds; each attempt that fails doubles it. It sits around the connection and judges by the response's head: a stream that runs for minutes holds nothing up.
/// </summary>
internal sealed partial class CircuitBreaker : DelegatingHandler
{
    private static readonly TimeSpan _firstBreak = TimeSpan.FromSeconds(1);
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;

    public CircuitBreaker(
        HttpMessageHandler inner, string backend, GatewayOptions options, GatewayMetrics metrics, TimeProvider clock, ILogger<CircuitBreaker> logger)
        : base(inner)
    {
        _clock = clock;
        _timeout = options.UpstreamTimeout;
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddCircuitBreaker(new()
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.CircuitMinimumThroughput,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDurationGenerator = args => new(BreakAfter(args.HalfOpenAttempts, options.CircuitBreak)),
                ShouldHandle = static args => new(IsFailure(args.Outcome)),
                OnOpened = _ => Report("open", LogLevel.Warning),
                OnClosed = _ => Report("closed", LogLevel.Information),
            })
            .Build();

        ValueTask Report(string state, LogLevel level)
        {
            metrics.CircuitChanged(backend, state);
            LogCircuit(logger, level, backend, state);
            return default;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(static (context, call) => call.Handler.AttemptAsync(call.Request, context), context,
                (Handler: this, Request: request));
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Outcome<HttpResponseMessage>> AttemptAsync(HttpRequestMessage request, ResilienceContext context)
    {
        var started = _clock.GetTimestamp();
        try
        {
            return Outcome.FromResult(await base.SendAsync(request, context.CancellationToken));
        }
        catch (OperationCanceledException canceled) when (!context.CancellationToken.IsCancellationRequested)
        {
            return Outcome.FromException<HttpResponseMessage>(
                new HttpRequestException(HttpRequestError.ConnectionError, "The connection was not answered in time.", canceled));
        }
        catch (OperationCanceledException canceled) when (_clock.GetElapsedTime(started) >= _timeout)
        {
            // The token cannot tell a service that is too slow from a caller who left; the time spent can.
            return Outcome.FromException<HttpResponseMessage>(new TimeoutException("The service did not answer in time.", canceled));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return Outcome.FromException<HttpResponseMessage>(failure);
        }
    }

    private static TimeSpan BreakAfter(int failedAttempts, TimeSpan longest)
    {
        var doubled = _firstBreak * Math.Pow(2, Math.Min(failedAttempts, 10));
        return doubled < longest ? doubled : longest;
    }

    private static bool IsFailure(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: TimeoutException or HttpRequestException } => true,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented } => true,
        _ => false,
    };

    [LoggerMessage("The circuit to {Backend} is {State}.")]
    private static partial void LogCircuit(ILogger logger, LogLevel level, string backend, string state);
}
