using Aspire.Hosting.ApplicationModel;

namespace Commerce.AppHost.Hosting;

/// <summary>The proxy between the projects and all that they talk to; only on a platform that was started to fail.</summary>
internal sealed class NetworkResource(string program) : ContainerResource("network")
{
    internal const string EndpointName = "http";

    public string Program => program;

    public List<Wire> Wires { get; } = [];
}
