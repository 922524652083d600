namespace Aspire.Hosting.ApplicationModel;

/// <summary>The OpenID Connect issuer: a configured Keycloak, or the one embedded in the project named <c>identity</c>.</summary>
public sealed class KeycloakResource(string name) : ContainerResource(name), IResourceWithServiceDiscovery
{
    internal const string EndpointName = "http";
    internal const string EmbeddedIssuer = "identity";

    internal string? ConfiguredUrl { get; init; }
}
