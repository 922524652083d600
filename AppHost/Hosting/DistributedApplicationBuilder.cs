using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly DistributedApplicationOptions options;
    private readonly List<Resource> resources = [];

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        this.options = options;
        AppHostDirectory = options.ProjectDirectory ?? DirectoryOfEntryProject();
        Configuration.AddEnvironmentVariables().AddCommandLine(options.Args ?? []);
    }

    public ConfigurationManager Configuration { get; } = new();

    public string AppHostDirectory { get; }

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (resource is not Resource known)
            throw new ArgumentException($"The native runner does not know how to run a {typeof(T).Name}.", nameof(resource));
        if (resources.Any(other => string.Equals(other.Name, known.Name, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidOperationException($"There are two resources named '{known.Name}'.");

        resources.Add(known);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        var runner = RunnerOptions.Read(Configuration, AppHostDirectory, options);
        if (runner.HasFaults && Wiring.FindProxy(Configuration) is { } proxy)
            Wiring.Lay(resources, proxy);
        return new(new Topology(resources), runner);
    }

    private static string DirectoryOfEntryProject() =>
        Assembly.GetEntryAssembly()?
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == "apphostprojectpath")?.Value
        ?? Directory.GetCurrentDirectory();

    private sealed record ResourceBuilder<T>(IDistributedApplicationBuilder ApplicationBuilder, T Resource) : IResourceBuilder<T>
        where T : IResource;
}
