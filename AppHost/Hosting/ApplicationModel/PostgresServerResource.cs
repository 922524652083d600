using Npgsql;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL cluster of this platform alone.</summary>
public class PostgresServerResource(string name) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string SuperUser = "postgres";
    internal const string EndpointName = "tcp";

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.From(() => ConnectionStringAt(Port, SuperUser, "postgres", Password(), 4));

    public EndpointReference PrimaryEndpoint => new(this, EndpointName, () => Endpoints[0]);

    internal int Port => Endpoints[0].Ports[0];

    internal Func<string> Password { get; set; } = () => throw new InvalidOperationException("The platform has not been built.");

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    internal static string ConnectionStringAt(int port, string role, string database, string password, int poolSize) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = role,
            Password = password,
            Database = database,
            MaxPoolSize = poolSize,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            // The server is on this machine: negotiating encryption would only cost a round trip for every connection.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
}
