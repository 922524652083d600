using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The event log: a configured Kafka, or a PostgreSQL database that services tell by its connection string.</summary>
public class KafkaServerResource(string name) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string DatabaseName = "eventlog";
    internal const int PoolSize = 8;

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.From(() => ConfiguredBrokers ?? Server.ConnectionStringFor(DatabaseName, DatabaseName, Password(), PoolSize));

    internal string? ConfiguredBrokers { get; init; }

    internal PostgresServerResource Server
    {
        get => field ?? throw new InvalidOperationException("The event log needs a PostgreSQL server or configured brokers.");
        set;
    }

    internal Func<string> Password { get; set; } = () => throw new InvalidOperationException("The platform has not been built.");

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);
}
