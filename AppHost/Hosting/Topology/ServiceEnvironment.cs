using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>The variables a project is started with, in Aspire's own names: a service cannot tell which runner started it.</summary>
internal static class ServiceEnvironment
{
    public static async Task<SortedDictionary<string, string>> BuildAsync(Unit unit, InstanceDirectory instance, CancellationToken ct)
    {
        var resource = unit.Resource;
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["OTEL_SERVICE_NAME"] = resource.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={unit.Name}",
            ["COMMERCE_INSTANCE_DIRECTORY"] = instance.Root,
        };
        if (resource.Endpoints.Count > 0)
            variables["ASPNETCORE_URLS"] = string.Join(';', resource.Endpoints.Select(endpoint => endpoint.LocalUrlOf(unit.Replica)));
        foreach (var endpoint in resource.Endpoints.Where(endpoint => endpoint.EnvironmentVariable is not null))
            variables[endpoint.EnvironmentVariable!] = endpoint.Ports[unit.Replica].ToString(CultureInfo.InvariantCulture);
        foreach (var source in resource.DiscoveredResources.Cast<Resource>())
            AddAddresses(variables, source, resource.DiscoveredWires);
        foreach (var (name, value) in resource.Environment)
            variables[name] = await value.GetValueAsync(ct) ?? "";

        return variables;
    }

    private static void AddAddresses(SortedDictionary<string, string> variables, Resource source, List<Wire> wires)
    {
        foreach (var endpoint in source.Endpoints)
        {
            var count = endpoint.IsElsewhere ? 1 : endpoint.Ports.Length;
            for (var replica = 0; replica < count; replica++)
            {
                var wire = wires.Find(one => one.Served == (endpoint, replica));
                variables[$"services__{source.Name}__{endpoint.Name}__{replica}"] = wire is null ? endpoint.UrlOf(replica) : wire.Entrance.UrlOf();
            }
        }
    }
}
