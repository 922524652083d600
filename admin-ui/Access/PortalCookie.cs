using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Commerce.AdminUi;

/// <summary>The browser's half of a session: an id in a cookie that scripts cannot read and other sites cannot send.</summary>
internal static class PortalCookie
{
    public const string Scheme = "portal";
    public const string SessionClaim = "portal_session";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "__Host-portal";
        options.Cookie.HttpOnly = true;
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always; // browsers take 127.0.0.1 for secure, too
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.Path = "/";
        options.ExpireTimeSpan = StaffSessions.IdleFor;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = GoToSignIn;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    public static ClaimsPrincipal PrincipalOf(StaffSession session) => new(new ClaimsIdentity(
        [new("sub", session.Subject), new("name", session.Name), new(SessionClaim, session.Id)], Scheme, "name", roleType: null));

    /// <summary>Nobody any more, because they said goodbye: whoever asks them to sign in now would be in their way.</summary>
    public static ClaimsPrincipal Gone { get; } = new(new ClaimsIdentity([new("signed_out", "true")]));

    public static bool IsGone(this ClaimsPrincipal user) => user.HasClaim("signed_out", "true");

    public static string? SessionId(this ClaimsPrincipal user) => user.FindFirstValue(SessionClaim);

    // The cookie alone opens nothing: the session must still be there.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<StaffSessions>();
        if (context.Principal?.SessionId() is { } id && await sessions.FindAsync(id) is not null)
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }

    private static Task GoToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        // Only a page that somebody looks at leads to the sign-in; scripts and sockets are told.
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal))
            context.Response.Redirect(SignIn.Address(request.Path + request.QueryString));
        else
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
