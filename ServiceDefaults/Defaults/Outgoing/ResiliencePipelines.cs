using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Commerce.Defaults;

/// <summary>One pipeline a client, made once: handlers come and go, but the breaker has to remember.</summary>
internal sealed class ResiliencePipelines(string service, ResilienceOptions options)
{
    public static readonly ResiliencePropertyKey<bool> Repeatable = new("repeatable");

    private readonly Lock _making = new();
    private ResiliencePipeline<HttpResponseMessage>? _pipeline;

    /// <summary>From outside in: total timeout, retry, breaker, timeout of the attempt.</summary>
    public ResiliencePipeline<HttpResponseMessage> Get(TimeProvider clock)
    {
        lock (_making)
            return _pipeline ??= Build(clock);
    }

    private ResiliencePipeline<HttpResponseMessage> Build(TimeProvider clock)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = service, TimeProvider = clock };
        builder.AddTimeout(options.TotalTimeout);
        if (options.Retries > 0)
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = args => ValueTask.FromResult(
                    args.Context.Properties.GetValue(Repeatable, false) && IsTransient(args.Outcome) && args.Outcome.Exception is not BrokenCircuitException),
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result?.Headers.RetryAfter?.Delta),
            });
        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = args => ValueTask.FromResult(IsTransient(args.Outcome)),
            FailureRatio = options.FailureRatio,
            MinimumThroughput = options.MinimumThroughput,
            SamplingDuration = options.SamplingDuration,
            BreakDuration = options.BreakDuration,
        });
        return builder.AddTimeout(options.AttemptTimeout).Build();
    }

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException or BrokenCircuitException } => true,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        _ => false,
    };
}
