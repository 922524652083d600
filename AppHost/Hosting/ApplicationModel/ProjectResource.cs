namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project of this repository, run from its build output.</summary>
public class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    internal string ProjectPath { get; init; } = "";
}
