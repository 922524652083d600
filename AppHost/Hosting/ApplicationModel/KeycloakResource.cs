namespace Aspire.Hosting.ApplicationModel;

/// <summary>The OpenID Connect issuer: a configured Keycloak, one of this platform's own, or the one embedded in the project named <c>identity</c>.</summary>
public sealed class KeycloakResource(string name) : ContainerResource(name), IResourceWithServiceDiscovery
{
    internal const string EndpointName = "http";
    internal const string EmbeddedIssuer = "identity";

    internal string? ConfiguredUrl { get; init; }

    /// <summary>The folder of an installed Keycloak, of which the platform runs one.</summary>
    internal string? Home { get; init; }

    internal bool IsEmbedded => ConfiguredUrl is null && Home is null;

    /// <summary>Files that Keycloak reads when it starts for the first time.</summary>
    internal List<string> RealmImports { get; } = [];

    internal Func<string> AdminPassword { get; set; } = () => throw new InvalidOperationException("The platform has not been built.");
}
