using Microsoft.Extensions.Configuration;

namespace Commerce.Defaults;

/// <summary>Whose tokens a service accepts.</summary>
/// <param name="Authority">Where discovery is found.</param>
/// <param name="Issuer">What the tokens and discovery call the issuer; the authority, unless it has another name inside the network.</param>
/// <param name="Audience">What the tokens must be meant for.</param>
internal sealed record AuthenticationSettings(string Authority, string Issuer, string Audience)
{
    /// <summary>
    /// Who issues the tokens that API keys are exchanged for, when that is not the issuer of people's tokens: Identity beside a Keycloak.
    /// It is believed for such tokens alone.
    /// </summary>
    public string? ApiKeyAuthority { get; private init; }

    public static AuthenticationSettings From(IConfiguration configuration)
    {
        var authority = configuration["Auth:Authority"]?.TrimEnd('/')
            ?? throw new InvalidOperationException("No token issuer: set Auth__Authority.");
        var apiKeys = configuration["Auth:ApiKeys:Authority"]?.TrimEnd('/');
        return new(authority, configuration["Auth:Issuer"] ?? authority, configuration["Auth:Audience"] ?? "commerce-api")
        {
            ApiKeyAuthority = apiKeys == authority ? null : apiKeys,
        };
    }
}
