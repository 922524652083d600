using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL.</summary>
public static class PostgresBuilderExtensions
{
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        NativeCredentials.Refuse(userName, password);
        var server = new PostgresServerResource(name);
        server.Endpoints.Add(new EndpointAnnotation(PostgresServerResource.EndpointName, "tcp", port, null));
        return builder.AddResource(server);
    }

    /// <summary>Adds a database with an owner of its own.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null) =>
        builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));
}
