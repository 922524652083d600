namespace Aspire.Hosting.ApplicationModel;

/// <summary>A server that is not ours. Aspire runs it in a container; here it is a process of this machine.</summary>
public abstract class ContainerResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport;
