namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says more about a resource that has been added to the platform.</summary>
public interface IResourceBuilder<out T>
    where T : IResource
{
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    T Resource { get; }
}
