using System.Net;
using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Hosting;

/// <summary>Watches the issuer, wherever it runs.</summary>
internal sealed class KeycloakDriver(KeycloakResource keycloak, HttpClient http) : IDriver
{
    public string Kind => ResourceKinds.Identity;

    public string? Source => keycloak.ConfiguredUrl is null ? $"embedded in {KeycloakResource.EmbeddedIssuer}" : "Keycloak";

    public IReadOnlyList<string> Urls => [keycloak.Endpoints[0].UrlOf()];

    public Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct) => Task.FromResult<ProcessSpec?>(null);

    public async Task<bool> IsHealthyAsync(CancellationToken ct)
    {
        using var response = await http.GetAsync(Urls[0], HttpCompletionOption.ResponseHeadersRead, ct);
        return response.StatusCode < HttpStatusCode.InternalServerError;
    }
}
