using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds the OpenID Connect issuer.</summary>
public static class KeycloakResourceBuilderExtensions
{
    /// <summary>
    /// Uses the Keycloak of the configuration's <c>services:NAME:http:0</c>, or else runs the one installed in <c>KEYCLOAK_HOME</c>, or else
    /// uses the issuer embedded in Identity.
    /// </summary>
    public static IResourceBuilder<KeycloakResource> AddKeycloak(
        this IDistributedApplicationBuilder builder,
        string name,
        int? port = null,
        IResourceBuilder<ParameterResource>? adminUsername = null,
        IResourceBuilder<ParameterResource>? adminPassword = null)
    {
        NativeCredentials.Refuse(adminUsername, adminPassword);
        var url = builder.Configuration[$"services:{name}:http:0"];
        var home = builder.Configuration["KEYCLOAK_HOME"];
        var keycloak = new KeycloakResource(name) { ConfiguredUrl = url, Home = url is null && !string.IsNullOrWhiteSpace(home) ? home : null };
        if (keycloak.Home is not null)
            keycloak.Endpoints.Add(new EndpointAnnotation(KeycloakResource.EndpointName, "http", port, null));
        return builder.AddResource(keycloak);
    }

    /// <summary>A realm that Keycloak imports when it starts for the first time: a file, or a folder of files.</summary>
    /// <param name="import">Relative to the application host's folder.</param>
    public static IResourceBuilder<KeycloakResource> WithRealmImport(this IResourceBuilder<KeycloakResource> builder, string import)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var path = Path.GetFullPath(import, builder.ApplicationBuilder.AppHostDirectory);
        builder.Resource.RealmImports.AddRange(Directory.Exists(path) ? Directory.GetFiles(path, "*.json") : [path]);
        return builder;
    }
}
