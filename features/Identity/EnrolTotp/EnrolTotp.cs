using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller sets up an authenticator app: it reads the QR code, and counts once a code of it has confirmed that it did.</summary>
internal static class EnrolTotp
{
    /// <param name="Secret">Base 32, for apps without a camera.</param>
    /// <param name="Uri">What the QR code says.</param>
    /// <param name="QrCode">The QR code as SVG.</param>
    public sealed record Response(string Secret, string Uri, string QrCode);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        ClaimsPrincipal user, HttpContext http, Authenticators authenticators, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await SecondFactors.IsProofLackingAsync(session, user, ct))
            return FreshProof.Refuse(http, secondFactor: true);
        if (await Profile.FindAsync(session, user.UserId(), ct) is not { } found)
            return AccountErrors.UserNotFound.ToProblem();
        var secret = authenticators.Enrol(session, user.UserId());
        await session.CommitAsync(ct);
        var uri = OtpUri.For(found.Profile.Email, secret);
        return TypedResults.Ok(new Response(Base32.Encode(secret), uri, OtpUri.Draw(uri)));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/users/me/second-factors/totp", Handle)
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(null, new Response("JBSWY3DPEHPK3PXP…", "otpauth://totp/Commerce:ada%40example.org?secret=JBSWY3DPEHPK3PXP…&issuer=Commerce", "<svg …>"));
}
