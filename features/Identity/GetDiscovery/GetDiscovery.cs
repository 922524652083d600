using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>What the issuer offers and where (OpenID Connect Discovery), at the address that Keycloak would have too.</summary>
internal static class GetDiscovery
{
    private const string Path = "/.well-known/openid-configuration";

    public sealed record Response(
        string Issuer,
        string JwksUri,
        string TokenEndpoint,
        IReadOnlyList<string> GrantTypesSupported,
        IReadOnlyList<string> ResponseTypesSupported,
        IReadOnlyList<string> SubjectTypesSupported,
        IReadOnlyList<string> IdTokenSigningAlgValuesSupported,
        IReadOnlyList<string> TokenEndpointAuthMethodsSupported,
        IReadOnlyList<string> ClaimsSupported);

    public static JsonHttpResult<Response> Handle(IOptions<IssuerOptions> options, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Json(Describe(options.Value.Issuer), IdentityJson.Default.Discovery);
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var route in new[] { "/realms/commerce" + Path, Path })
            app.MapGet(route, Handle).AllowAnonymous().ExcludeFromDescription(); // the protocol describes it
    }

    private static Response Describe(string issuer) => new(
        issuer,
        issuer + "/protocol/openid-connect/certs",
        issuer + "/protocol/openid-connect/token",
        ["refresh_token"],
        [],
        ["public"],
        ["ES256"],
        ["none"],
        ["iss", "aud", "sub", "sid", "jti", "azp", "iat", "nbf", "exp", "auth_time", "amr", "realm_access"]);
}
