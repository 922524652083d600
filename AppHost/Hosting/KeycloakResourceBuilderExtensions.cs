using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds the OpenID Connect issuer.</summary>
public static class KeycloakResourceBuilderExtensions
{
    /// <summary>Uses the Keycloak of the configuration's <c>services:NAME:http:0</c>, or else the issuer embedded in Identity.</summary>
    public static IResourceBuilder<KeycloakResource> AddKeycloak(
        this IDistributedApplicationBuilder builder,
        string name,
        int? port = null,
        IResourceBuilder<ParameterResource>? adminUsername = null,
        IResourceBuilder<ParameterResource>? adminPassword = null)
    {
        NativeCredentials.Refuse(adminUsername, adminPassword);
        return builder.AddResource(new KeycloakResource(name) { ConfiguredUrl = builder.Configuration[$"services:{name}:http:0"] });
    }
}
