using Commerce.AppHost.Hosting;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What every resource keeps of what the topology said about it.</summary>
public abstract class Resource(string name) : IResource
{
    public string Name { get; } = name;

    internal List<WaitRequirement> Waits { get; } = [];

    internal List<EndpointAnnotation> Endpoints { get; } = [];

    internal List<KeyValuePair<string, IValueProvider>> Environment { get; } = [];

    internal List<IResource> DiscoveredResources { get; } = [];

    /// <summary>Ways to discovered resources that lead through the proxy.</summary>
    internal List<Wire> DiscoveredWires { get; } = [];

    internal List<string> Arguments { get; } = [];

    internal HttpHealthCheck? HealthCheck { get; set; }

    internal int Replicas { get; set; } = 1;
}
