using Commerce.AppHost.Hosting;

namespace Aspire.Hosting;

/// <summary>A described platform, ready to run.</summary>
public sealed class DistributedApplication
{
    private readonly Topology topology;
    private readonly RunnerOptions options;

    internal DistributedApplication(Topology topology, RunnerOptions options)
    {
        this.topology = topology;
        this.options = options;
    }

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Runs the platform until the process is asked to end; the process's exit code says how it went.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default) =>
        Environment.ExitCode = await new PlatformRun(topology, options, TimeProvider.System).RunAsync(cancellationToken);
}
