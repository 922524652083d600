using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The public keys that tokens can be checked with (RFC 7517).</summary>
internal static class GetSigningKeys
{
    public const string Route = "/realms/commerce/protocol/openid-connect/certs";

    public sealed record Response(IReadOnlyList<Key> Keys);

    public sealed record Key(string Kid, string Kty, string Crv, string Alg, string Use, string X, string Y);

    public static JsonHttpResult<Response> Handle(KeyRing ring, TimeProvider clock, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=300";
        var keys = ring.Keys.Published(clock.GetUtcNow()).Select(k => new Key(k.Kid, "EC", "P-256", "ES256", "sig", k.X, k.Y));
        return TypedResults.Json(new Response([.. keys]), IdentityJson.Default.KeySet);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet(Route, Handle)
        .AllowAnonymous()
        .ExcludeFromDescription(); // the protocol describes it
}
