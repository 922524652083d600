namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address of a resource, known once ports are given out.</summary>
public sealed class EndpointReference : IValueProvider
{
    private readonly Func<EndpointAnnotation> endpoint;

    internal EndpointReference(IResource owner, string endpointName, Func<EndpointAnnotation> endpoint)
    {
        Resource = owner;
        EndpointName = endpointName;
        this.endpoint = endpoint;
    }

    public string EndpointName { get; }

    public string Url => endpoint().UrlOf();

    internal IResource Resource { get; }

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(Url);
}
