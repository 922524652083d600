using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Commerce.AppHost.Hosting;

/// <summary>Leads every connection of a project through the proxy, each by a wire of its own; the topology is not told.</summary>
internal static class Wiring
{
    private const string Home = "TOXIPROXY_HOME";
    private const string Program = "toxiproxy-server";

    /// <summary>The installed Toxiproxy: in <c>TOXIPROXY_HOME</c>, or on the path; null when there is none.</summary>
    public static string? FindProxy(IConfiguration configuration)
    {
        if (configuration[Home] is not { Length: > 0 } home)
            return (configuration["PATH"] ?? "").Split(':').Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);

        string[] places = [Path.Combine(home, "bin", Program), Path.Combine(home, Program)];
        // Asked for by name: its absence is told when it is started, not passed over.
        return places.FirstOrDefault(File.Exists) ?? places[0];
    }

    public static void Lay(List<Resource> resources, string proxy)
    {
        var network = new NetworkResource(proxy);
        network.Endpoints.Add(new EndpointAnnotation(NetworkResource.EndpointName, "http", null, null));
        // What runs once, such as loading samples, is not what is to be seen failing.
        foreach (var project in resources.OfType<ProjectResource>().Where(project => project.Endpoints.Count > 0))
        {
            foreach (var connection in project.Environment.Select(variable => variable.Value).OfType<ConnectionReference>())
                Connect(network, project, connection);
            foreach (var target in project.DiscoveredResources.OfType<ProjectResource>())
                Connect(network, project, target);
            project.Waits.Add(new WaitRequirement(network, WaitFor.Healthy));
        }

        resources.Add(network);
    }

    private static void Connect(NetworkResource network, ProjectResource project, ConnectionReference connection)
    {
        // Brokers that run elsewhere name their own addresses to whoever has connected once.
        if (connection.Source is not IReachedAtPort or KafkaServerResource { ConfiguredBrokers: not null })
            return;

        connection.Wire = Add(network, project, (Resource)connection.Source, $"{project.Name}-{connection.Source.Name}");
        if (connection.Source is KafkaServerResource { Home: not null } kafka)
            kafka.Add(connection.Wire);
    }

    private static void Connect(NetworkResource network, ProjectResource project, ProjectResource target)
    {
        foreach (var endpoint in target.Endpoints)
        {
            for (var replica = 0; replica < target.Replicas; replica++)
            {
                var name = $"{project.Name}-{target.Name}{(target.Endpoints[0] == endpoint ? "" : $"-{endpoint.Name}")}";
                project.DiscoveredWires.Add(Add(network, project, target, replica == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{replica + 1}"), (endpoint, replica)));
            }
        }
    }

    private static Wire Add(NetworkResource network, Resource from, Resource to, string name, (EndpointAnnotation, int)? served = null)
    {
        var entrance = new EndpointAnnotation(name, served is null ? "tcp" : "http", null, null);
        network.Endpoints.Add(entrance);
        var wire = new Wire(from, to, entrance, served);
        network.Wires.Add(wire);
        return wire;
    }
}
