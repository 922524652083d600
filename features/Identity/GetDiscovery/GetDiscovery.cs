using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>What the issuer offers and where (OpenID Connect Discovery), at the address that Keycloak would have too.</summary>
internal static class GetDiscovery
{
    private const string Path = "/.well-known/openid-configuration";

    public sealed record Response(
        string Issuer,
        string AuthorizationEndpoint,
        string TokenEndpoint,
        string UserinfoEndpoint,
        string JwksUri,
        string EndSessionEndpoint,
        string RevocationEndpoint,
        string IntrospectionEndpoint,
        IReadOnlyList<string> ScopesSupported,
        IReadOnlyList<string> ResponseTypesSupported,
        IReadOnlyList<string> ResponseModesSupported,
        IReadOnlyList<string> GrantTypesSupported,
        IReadOnlyList<string> PromptValuesSupported,
        IReadOnlyList<string> AcrValuesSupported,
        IReadOnlyList<string> SubjectTypesSupported,
        IReadOnlyList<string> IdTokenSigningAlgValuesSupported,
        IReadOnlyList<string> TokenEndpointAuthMethodsSupported,
        IReadOnlyList<string> RevocationEndpointAuthMethodsSupported,
        IReadOnlyList<string> IntrospectionEndpointAuthMethodsSupported,
        IReadOnlyList<string> CodeChallengeMethodsSupported,
        IReadOnlyList<string> ClaimsSupported,
        bool ClaimsParameterSupported,
        bool RequestParameterSupported,
        bool RequestUriParameterSupported,
        bool AuthorizationResponseIssParameterSupported);

    public static JsonHttpResult<Response> Handle(PublicAddresses addresses, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Json(Describe(addresses), IdentityJson.Default.Discovery);
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var route in new[] { "/realms/commerce" + Path, Path })
            app.MapGet(route, Handle).AllowAnonymous().ExcludeFromDescription(); // the protocol describes it
    }

    private static Response Describe(PublicAddresses addresses) => new(
        addresses.Issuer,
        addresses.Page("auth"),
        addresses.Endpoint("token"),
        addresses.Endpoint("userinfo"),
        addresses.Endpoint("certs"),
        addresses.Page("logout"),
        addresses.Endpoint("revoke"),
        addresses.Endpoint("token/introspect"),
        Scopes.All,
        ["code"],
        ["query"],
        GrantTypes.All,
        ["none", "login", "consent", "select_account"],
        [Acr.OneFactor, Acr.TwoFactors],
        ["public"],
        ["ES256"],
        ["none", "client_secret_basic", "client_secret_post"],
        ["none", "client_secret_basic", "client_secret_post"],
        ["client_secret_basic", "client_secret_post"],
        ["S256"],
        ["iss", "aud", "sub", "sid", "jti", "azp", "scope", "iat", "nbf", "exp", "auth_time", "acr", "amr", "nonce", "at_hash", "realm_access", "name", "locale",
            "email", "email_verified"],
        ClaimsParameterSupported: false,
        RequestParameterSupported: false,
        RequestUriParameterSupported: false,
        AuthorizationResponseIssParameterSupported: true);
}
