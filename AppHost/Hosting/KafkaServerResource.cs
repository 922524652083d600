using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;

namespace Aspire.Hosting;

/// <summary>
/// The event log: configured Kafka brokers, or a broker of this platform's own, or a PostgreSQL database. Services tell them apart by the
/// connection string.
/// </summary>
public class KafkaServerResource(string name) : ContainerResource(name), IResourceWithConnectionString, IReachedAtPort
{
    internal const string DatabaseName = "eventlog";
    internal const int PoolSize = 8;
    internal const string EndpointName = "tcp";
    internal const string ControllerEndpointName = "controller";

    private readonly List<Wire> listeners = [];

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.From(() =>
        ConfiguredBrokers ?? ConnectionStringAt(Home is null ? Server.Port : PortOf(EndpointName)));

    /// <summary>Ways to the broker, each of which ends at a listener of its own: a client is told to come back by the way it came.</summary>
    internal IReadOnlyList<Wire> Listeners => listeners;

    internal string? ConfiguredBrokers { get; init; }

    /// <summary>The folder of an installed Kafka, of which the platform runs a broker.</summary>
    internal string? Home { get; init; }

    internal bool IsDatabase => ConfiguredBrokers is null && Home is null;

    internal PostgresServerResource Server
    {
        get => field ?? throw new InvalidOperationException("The event log needs a PostgreSQL server or configured brokers.");
        set;
    }

    internal Func<string> Password { get; set; } = () => throw new InvalidOperationException("The platform has not been built.");

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    string IReachedAtPort.ConnectionStringAt(int port) => ConnectionStringAt(port);

    internal void Add(Wire wire)
    {
        Endpoints.Add(new EndpointAnnotation(wire.Name, "tcp", null, null));
        listeners.Add(wire);
    }

    internal int PortOf(string endpoint) => Endpoints.First(one => one.Name == endpoint).Ports[0];

    private string ConnectionStringAt(int port) =>
        Home is null ? PostgresServerResource.ConnectionStringAt(port, DatabaseName, DatabaseName, Password(), PoolSize) : $"127.0.0.1:{port}";
}
