using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Anybody gets what a device needs to sign its owner in; it is the same for everybody, so it tells of nobody.</summary>
internal static class OfferPasskeyLogIn
{
    public static async Task<Ok<PasskeyOffer>> Handle(HttpContext http, PasskeyBook passkeys, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await passkeys.OfferProofAsync(http, session, PasskeyPurpose.SignIn, ct));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/passkey/options", Handle)
        .AllowAnonymous()
        .WithExample(null, PasskeyOffer.Example);
}
