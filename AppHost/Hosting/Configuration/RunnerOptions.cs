using System.Globalization;
using Aspire.Hosting;
using Commerce.AppHost.Hosting.Monitoring;
using Microsoft.Extensions.Configuration;

namespace Commerce.AppHost.Hosting;

/// <param name="IsScratch">The data are thrown away afterwards, so they need not survive a power cut.</param>
/// <param name="HasFaults">Projects end themselves where <c>./commerce chaos</c> asks them to.</param>
internal sealed record RunnerOptions(InstanceDirectory Instance, bool Dashboard, bool EndsWithStandardInput, bool IsScratch, bool HasFaults)
{
    public int PortBase => Instance.PortBase;

    public static RunnerOptions Read(IConfiguration configuration, string appHostDirectory, DistributedApplicationOptions options)
    {
        var portBase = configuration["port-base"] ?? configuration["COMMERCE_PORT_BASE"];
        var checkout = configuration["checkout"] ?? Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(appHostDirectory))!;
        return new RunnerOptions(
            new InstanceDirectory(
                checkout,
                portBase is null ? InstanceDirectory.DefaultPortBase : int.Parse(portBase, CultureInfo.InvariantCulture)),
            Dashboard: !options.DisableDashboard,
            EndsWithStandardInput: configuration["lifeline"] == "stdin",
            IsScratch: configuration["data"] == "scratch",
            HasFaults: configuration["faults"] == "on");
    }
}
