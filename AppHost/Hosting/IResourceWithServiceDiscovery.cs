using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A resource whose addresses clients find by its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
