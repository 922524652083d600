namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database and the role of the same name that owns it and can reach no other.</summary>
public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString, IReachedAtPort
{
    internal const int DefaultPoolSize = 30;

    public string DatabaseName { get; } = databaseName;

    public PostgresServerResource Parent { get; } = postgresParentResource;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.From(() => ConnectionStringAt(Parent.Port));

    internal int PoolSize { get; init; } = DefaultPoolSize;

    internal Func<string> Password { get; set; } = () => throw new InvalidOperationException("The platform has not been built.");

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    string IReachedAtPort.ConnectionStringAt(int port) => ConnectionStringAt(port);

    private string ConnectionStringAt(int port) =>
        PostgresServerResource.ConnectionStringAt(port, DatabaseName, DatabaseName, Password(), PoolSize);
}
