using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Commerce.Defaults;

/// <summary>Starts measuring with the service. Also makes every request an activity, exported or not: refusals and logs name its trace.</summary>
internal sealed class StartTelemetry : IHostedService, IDisposable
{
    private readonly ActivityListener _traceIds = new()
    {
        ShouldListenTo = source => TelemetrySources.IsOurs(source.Name),
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    // The metrics are taken only to bring them to life before the first request.
    public StartTelemetry(PrometheusMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ActivitySource.AddActivityListener(_traceIds);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _traceIds.Dispose();
}
