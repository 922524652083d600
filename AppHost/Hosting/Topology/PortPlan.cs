using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Gives every endpoint its port: the same ones at every start, so that bookmarks and scripts keep working.</summary>
internal sealed class PortPlan
{
    private readonly int portBase;
    private int nextExternal;
    private int nextService;
    private int nextServer;
    private int nextWire;

    private PortPlan(int portBase)
    {
        this.portBase = portBase;
        nextExternal = portBase + Ports.GatewayOffset;
        nextService = portBase + Ports.ServicesOffset;
        nextServer = portBase + Ports.ServersOffset;
        nextWire = portBase + Ports.NetworkOffset;
    }

    /// <summary>Answers the ports that must be free.</summary>
    public static IReadOnlyList<int> Assign(Topology topology, int portBase)
    {
        var plan = new PortPlan(portBase);
        var owned = topology.Resources
            .Where(resource => resource is not KeycloakResource { Home: null })
            // A broker, or a Keycloak, is there on some machines only, and must not move the ports of the others.
            .OrderBy(resource => resource is KafkaServerResource ? 1 : resource is KeycloakResource ? 2 : 0)
            .SelectMany(resource => resource.Endpoints, (resource, endpoint) => (resource, endpoint))
            .ToList();
        foreach (var (resource, endpoint) in owned)
            endpoint.Allocate([endpoint.RequestedPort ?? plan.Next(resource, endpoint)]);

        // Further replicas come last, so that scaling one service does not move the others.
        foreach (var (resource, endpoint) in owned.Where(one => one.resource.Replicas > 1))
            endpoint.Allocate([endpoint.Ports[0], .. Enumerable.Range(1, resource.Replicas - 1).Select(_ => plan.nextService++)]);

        return [.. owned.SelectMany(one => one.endpoint.Ports)];
    }

    private int Next(Resource resource, EndpointAnnotation endpoint)
    {
        if (endpoint.IsExternal)
            return NextExternal();

        return resource switch
        {
            ProjectResource => nextService++,
            NetworkResource => nextWire++,
            _ => nextServer++,
        };
    }

    private int NextExternal()
    {
        if (nextExternal == portBase + Ports.DashboardOffset)
            nextExternal++;
        return nextExternal++;
    }
}
