using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>
/// The event log: configured Kafka brokers, or a broker of this platform's own, or a PostgreSQL database. Services tell them apart by the
/// connection string.
/// </summary>
public class KafkaServerResource(string name) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string DatabaseName = "eventlog";
    internal const int PoolSize = 8;
    internal const string EndpointName = "tcp";
    internal const string ControllerEndpointName = "controller";

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.From(() =>
        ConfiguredBrokers
        ?? (Home is null ? Server.ConnectionStringFor(DatabaseName, DatabaseName, Password(), PoolSize) : $"127.0.0.1:{PortOf(EndpointName)}"));

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

    internal int PortOf(string endpoint) => Endpoints.First(one => one.Name == endpoint).Ports[0];
}
