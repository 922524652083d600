using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Commerce.AppHost.Hosting;

/// <summary>The resources in declaration order, bound to each other and free of waiting circles.</summary>
internal sealed class Topology
{
    private readonly Dictionary<IResource, WaitRequirement[]> waits;

    public Topology(IReadOnlyList<Resource> resources)
    {
        Resources = resources;
        BindEventLog();
        BindIssuer();
        waits = resources.ToDictionary(IResource (resource) => resource, resource => WaitsOf(resource).ToArray());
        RefuseCircles();
        Units = [.. resources.Where(resource => resource is not ParameterResource).SelectMany(resource => Enumerable.Range(0, resource.Replicas).Select(replica => new Unit(resource, replica)))];
    }

    public IReadOnlyList<Resource> Resources { get; }

    public IReadOnlyList<Unit> Units { get; }

    public IReadOnlyList<WaitRequirement> WaitsFor(IResource resource) => waits[resource];

    public IEnumerable<Unit> UnitsOf(IResource resource) => Units.Where(unit => unit.Resource == resource);

    /// <summary>The units that must be gone before this one may stop.</summary>
    public IEnumerable<Unit> DependentsOf(Unit unit) =>
        Units.Where(other => waits[other.Resource].Any(wait => wait.Dependency == unit.Resource));

    private IEnumerable<WaitRequirement> WaitsOf(Resource resource)
    {
        IResource? inherent = resource switch
        {
            PostgresDatabaseResource database => database.Parent,
            KafkaServerResource { IsDatabase: true } eventLog => eventLog.Server,
            KeycloakResource { IsEmbedded: true } => EmbeddedIssuer(),
            _ => null,
        };
        return inherent is null ? resource.Waits : resource.Waits.Prepend(new WaitRequirement(inherent, WaitFor.Healthy));
    }

    private void BindEventLog()
    {
        foreach (var eventLog in Resources.OfType<KafkaServerResource>().Where(log => log.IsDatabase))
        {
            eventLog.Server = Resources.OfType<PostgresServerResource>().FirstOrDefault()
                ?? throw new InvalidOperationException($"'{eventLog.Name}' needs configured brokers or a PostgreSQL server.");
        }
    }

    private void BindIssuer()
    {
        foreach (var issuer in Resources.OfType<KeycloakResource>().Where(issuer => issuer.Home is null))
        {
            issuer.Endpoints.Add(issuer.ConfiguredUrl is { } url
                ? EndpointAnnotation.At(KeycloakResource.EndpointName, url)
                : EmbeddedIssuer().Endpoints.First(endpoint => endpoint.Name == KeycloakResource.EndpointName));
        }
    }

    private ProjectResource EmbeddedIssuer() =>
        Resources.OfType<ProjectResource>().FirstOrDefault(project => project.Name == KeycloakResource.EmbeddedIssuer)
        ?? throw new InvalidOperationException($"Without a configured Keycloak a project named '{KeycloakResource.EmbeddedIssuer}' is needed.");

    private void RefuseCircles()
    {
        var settled = new HashSet<IResource>();
        foreach (var resource in Resources)
            Visit(resource, []);

        void Visit(IResource resource, Stack<IResource> path)
        {
            if (settled.Contains(resource))
                return;
            if (path.Contains(resource))
                throw new InvalidOperationException($"These wait for each other: {string.Join(" → ", path.Reverse().Append(resource).Select(r => r.Name))}.");

            path.Push(resource);
            foreach (var wait in waits[resource])
                Visit(wait.Dependency, path);
            path.Pop();
            settled.Add(resource);
        }
    }
}
