using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Commerce.Defaults;

/// <summary>
/// The scheme <c>Service</c>: tokens that the issuer gave to another service for this one alone. They count at internal endpoints only,
/// and people's tokens do not count there.
/// </summary>
internal sealed class ServiceAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    [FromKeyedServices(ServiceAuthentication.ServiceScheme)] TokenVerifier verifier)
    : BearerAuthentication(options, logger, encoder, verifier)
{
    public const string ServiceScheme = "Service";

    /// <summary>What the issuer calls a service: as a client, and as an audience.</summary>
    public static string NameOf(string service) => $"commerce-{service}";
}

/// <summary>Endpoints for other services.</summary>
public static class ServiceCalls
{
    /// <summary>
    /// Lets only these services pass, each with a token of its own that is meant for this service: 401 for any other token and for none,
    /// 403 for a service that is not among them.
    /// </summary>
    public static TBuilder RequireService<TBuilder>(this TBuilder endpoint, params string[] callers)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(callers);
        return endpoint.RequireAuthorization(new AuthorizationPolicyBuilder(ServiceAuthentication.ServiceScheme)
            .RequireAuthenticatedUser()
            .RequireClaim("azp", callers.Select(ServiceAuthentication.NameOf))
            .Build());
    }
}
