namespace Commerce.AdminUi;

/// <summary>Who signs staff in, and as which client the portal asks.</summary>
/// <param name="Authority">Where discovery is found.</param>
/// <param name="Name">What the issuer calls itself; the authority, unless it has another name inside the network.</param>
internal sealed record IssuerSettings(Uri Authority, string Name, string ClientId, string ClientSecret)
{
    public static IssuerSettings From(IConfiguration configuration)
    {
        string Required(string key) => configuration[key] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"Nobody could sign in: set {key.Replace(":", "__", StringComparison.Ordinal)}.");

        var authority = Required("Auth:Authority").TrimEnd('/');
        return new(new Uri(authority), configuration["Auth:Issuer"] ?? authority, configuration["SignIn:ClientId"] ?? "commerce-admin", Required("SignIn:ClientSecret"));
    }
}
