using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.AdminUi;

/// <summary>Signs people in at the issuer and back: authorization code with PKCE, state and nonce bound to this browser (RFC 9700).</summary>
internal static class SignIn
{
    private const string Path = "/sign-in";
    private const string CallbackPath = "/sign-in/callback";
    private const string CookieName = "__Host-portal-sign-in";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Where the portal's own pages send somebody to sign in.</summary>
    /// <param name="returnTo">A page of the portal.</param>
    /// <param name="maxAge">The proof may be this many seconds old.</param>
    public static string Address(string returnTo, int? maxAge = null, string? level = null)
    {
        var address = QueryHelpers.AddQueryString(Path, "to", returnTo);
        address = maxAge is { } age ? QueryHelpers.AddQueryString(address, "max_age", $"{age}") : address;
        return level is null ? address : QueryHelpers.AddQueryString(address, "level", level);
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, BeginAsync).AllowAnonymous();
        app.MapGet(CallbackPath, FinishAsync).AllowAnonymous();
    }

    private static async Task<IResult> BeginAsync(
        HttpContext http, string? to, int? max_age, string? level, Issuer issuer, IssuerSettings settings, IDataProtectionProvider protection, TimeProvider clock, CancellationToken ct)
    {
        Discovery discovery;
        try
        {
            discovery = await issuer.DescribeAsync(ct);
        }
        catch (IssuerUnavailableException)
        {
            return ErrorPages.SignInFailed("The sign-in service does not answer at the moment.", Address(Local(to)));
        }

        var attempt = new Attempt(Random(), Random(), Random(), Local(to), clock.GetUtcNow() + Patience);
        Remember(http, protection, JsonSerializer.Serialize(attempt));
        return Results.Redirect(QueryHelpers.AddQueryString(discovery.AuthorizationEndpoint, new Dictionary<string, string?>
        {
            ["client_id"] = settings.ClientId,
            ["redirect_uri"] = RedirectUri(http),
            ["response_type"] = "code",
            ["scope"] = "openid profile email",
            ["state"] = attempt.State,
            ["nonce"] = attempt.Nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(attempt.Verifier))),
            ["code_challenge_method"] = "S256",
            ["max_age"] = max_age is { } age ? $"{age}" : null,
            ["acr_values"] = level,
        }.Where(p => p.Value is not null)!));
    }

    private static async Task<IResult> FinishAsync(
        HttpContext http, string? code, string? state, string? iss, string? error, SignInDesk desk, IDataProtectionProvider protection, TimeProvider clock, CancellationToken ct)
    {
        var attempt = Recall(http, protection);
        http.Response.Cookies.Delete(CookieName, CookieOptions());
        if (attempt is null || attempt.Until < clock.GetUtcNow() || !Matches(state, attempt.State))
            return ErrorPages.SignInFailed("This sign-in was begun in another browser, or too long ago.", Address(attempt?.ReturnTo ?? "/"));
        if (error is not null || code is null)
            return ErrorPages.SignInFailed(error == "access_denied" ? "You chose not to sign in." : "The sign-in service refused.", Address(attempt.ReturnTo));
        var (session, reason) = await desk.AdmitAsync(new(code, iss, attempt.Verifier, attempt.Nonce, RedirectUri(http)), http.User.SessionId(), ct);
        if (session is null)
            return ErrorPages.SignInFailed(reason!, Address(attempt.ReturnTo));
        await http.SignInAsync(PortalCookie.Scheme, PortalCookie.PrincipalOf(session), new() { IsPersistent = false });
        return Results.LocalRedirect(attempt.ReturnTo);
    }

    // Only to a page of the portal: "//elsewhere" and "/\elsewhere" are other sites to a browser.
    private static string Local(string? to) =>
        to is ['/', ..] && (to.Length == 1 || to[1] is not ('/' or '\\')) && !to.Any(char.IsControl) ? to : "/";

    private static string RedirectUri(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{CallbackPath}";

    private static void Remember(HttpContext http, IDataProtectionProvider protection, string attempt) =>
        http.Response.Cookies.Append(CookieName, Protector(protection).Protect(attempt), CookieOptions());

    private static Attempt? Recall(HttpContext http, IDataProtectionProvider protection)
    {
        if (http.Request.Cookies[CookieName] is not { } cookie)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Attempt>(Protector(protection).Unprotect(cookie));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions CookieOptions() =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = Patience, IsEssential = true };

    private static IDataProtector Protector(IDataProtectionProvider protection) => protection.CreateProtector("sign-in");

    private static bool Matches(string? told, string expected) =>
        told is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(told), Encoding.UTF8.GetBytes(expected));

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private sealed record Attempt(string State, string Nonce, string Verifier, string ReturnTo, DateTimeOffset Until);
}
