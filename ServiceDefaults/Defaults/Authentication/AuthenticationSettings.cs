using Microsoft.Extensions.Configuration;

namespace Commerce.Defaults;

/// <summary>Whose tokens a service accepts.</summary>
/// <param name="Authority">Where discovery is found.</param>
/// <param name="Issuer">What the tokens and discovery call the issuer; the authority, unless it has another name inside the network.</param>
/// <param name="Audience">What the tokens must be meant for.</param>
internal sealed record AuthenticationSettings(string Authority, string Issuer, string Audience)
{
    public static AuthenticationSettings From(IConfiguration configuration)
    {
        var authority = configuration["Auth:Authority"]?.TrimEnd('/')
            ?? throw new InvalidOperationException("No token issuer: set Auth__Authority.");
        return new(authority, configuration["Auth:Issuer"] ?? authority, configuration["Auth:Audience"] ?? "commerce-api");
    }
}
