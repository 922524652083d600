using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>The page on which somebody who has forgotten their password has a link mailed. It says the same whether or not there is such an account.</summary>
internal static class ShowForgotPassword
{
    private static readonly Error Stale = new(400, "identity.stale_form", "This page was open for too long, or came from elsewhere. Try again.");
    private static readonly Error NotAnAddress = new(422, "identity.not_an_address", "This is not an e-mail address.");

    public static async Task<IResult> Show(HttpContext http, AuthorizeRequests requests, PasswordPages pages, Session session, CancellationToken ct)
    {
        var request = await RequestOfAsync(http, requests, session, ct);
        return pages.Forgot(http, request, request?.LoginHint);
    }

    public static async Task<IResult> Handle(
        HttpContext http, AuthorizeRequests requests, FormGuard guard, PasswordPages pages, PasswordResets resets, Session session, CancellationToken ct)
    {
        var request = await RequestOfAsync(http, requests, session, ct);
        var (form, malformed) = await OAuthForm.ReadAsync(http.Request, ct);
        var given = form["email"];
        if (malformed is not null || !guard.Passes(http.Request, form))
            return pages.Forgot(http, request, given, Stale);
        if (!EmailAddress.TryParse(given, out var email))
            return pages.Forgot(http, request, given, NotAnAddress);
        return await resets.RequestAsync(session, email, http.Connection.RemoteIpAddress, ct) is { } refusal
            ? pages.Forgot(http, request, given, refusal)
            : PasswordPages.Sent(http, request, email.Value);
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(PublicAddresses.ForgotPassword, Show).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(PublicAddresses.ForgotPassword, Handle).AllowAnonymous().ExcludeFromDescription();
    }

    // Only to find the way back: whoever comes without one can have a link, too.
    private static async Task<AuthorizeRequest?> RequestOfAsync(HttpContext http, AuthorizeRequests requests, Session session, CancellationToken ct) =>
        (await requests.ReadAsync(new OAuthForm(http.Request.Query), session, ct) as AuthorizeReading.Valid)?.Request;
}
