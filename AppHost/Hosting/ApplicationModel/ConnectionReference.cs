using Commerce.AppHost.Hosting;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that clients reach at one port, and what to tell them when they are to reach it at another one.</summary>
internal interface IReachedAtPort
{
    string ConnectionStringAt(int port);
}

/// <summary>The connection string of a resource, for one that uses it: straight to it, or by a wire.</summary>
internal sealed class ConnectionReference(IResourceWithConnectionString source) : IValueProvider
{
    public IResourceWithConnectionString Source => source;

    public Wire? Wire { get; set; }

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        Wire is { } wire && source is IReachedAtPort reached
            ? ValueTask.FromResult<string?>(reached.ConnectionStringAt(wire.Port))
            : source.GetValueAsync(cancellationToken);
}
