using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Commerce.Defaults;

/// <summary>
/// Behind a load balancer a stopping instance goes on answering for <c>Shutdown:DrainSeconds</c> while <c>/health</c> already says
/// that it is leaving. Zero, the default, is for machines where nobody balances.
/// </summary>
internal sealed class DrainAtStop(IConfiguration configuration, TimeProvider clock) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        var seconds = configuration.GetValue("Shutdown:DrainSeconds", 0);
        return seconds > 0 ? Task.Delay(TimeSpan.FromSeconds(seconds), clock, cancellationToken) : Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
