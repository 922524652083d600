namespace Aspire.Hosting.ApplicationModel;

/// <summary>A cache that may be emptied at any time.</summary>
public class RedisResource(string name) : ContainerResource(name), IResourceWithConnectionString, IReachedAtPort
{
    internal const string EndpointName = "tcp";

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.From(() => ConnectionStringAt(Port));

    public EndpointReference PrimaryEndpoint => new(this, EndpointName, () => Endpoints[0]);

    internal int Port => Endpoints[0].Ports[0];

    internal Func<string> Password { get; set; } = () => throw new InvalidOperationException("The platform has not been built.");

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    string IReachedAtPort.ConnectionStringAt(int port) => ConnectionStringAt(port);

    private string ConnectionStringAt(int port) => $"127.0.0.1:{port},password={Password()}";
}
