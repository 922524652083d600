using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>
/// The page that a mailed link leads to: somebody chooses a new password. Looking at it uses nothing up, as programs that check mails for
/// danger look, too. Its address holds the token, so the page tells it to nobody: no referrer, no cache, nothing from elsewhere.
/// </summary>
internal static class ShowNewPassword
{
    private static readonly Error Stale = new(400, "identity.stale_form", "This page was open for too long, or came from elsewhere. Try again.");

    public static async Task<IResult> Show(HttpContext http, PasswordPages pages, PasswordResets resets, Session session, CancellationToken ct) =>
        http.Request.Query["token"] is [{ } token] && await resets.IsGoodAsync(session, token, ct) ? pages.New(http, token) : PasswordPages.BadLink(http);

    public static async Task<IResult> Handle(
        HttpContext http, FormGuard guard, PasswordPages pages, PasswordResets resets, Session session, CancellationToken ct)
    {
        var (form, _) = await OAuthForm.ReadAsync(http.Request, ct);
        if (form["token"] is not { } token || !await resets.IsGoodAsync(session, token, ct))
            return PasswordPages.BadLink(http);
        if (!guard.Passes(http.Request, form))
            return pages.New(http, token, Stale);
        var password = form["password"] ?? "";
        if (PasswordRules.MaxLength * 2 < password.Length)
            return pages.New(http, token, AccountErrors.InvalidPassword(PasswordFault.TooLong));
        if (password != (form["repeated"] ?? ""))
            return pages.New(http, token, repeatFault: "This is not the same password.");
        var refusal = await resets.ResetAsync(session, token, password, ct);
        if (refusal is null)
            return PasswordPages.Changed(http);
        return refusal.Code == AccountErrors.InvalidToken.Code ? PasswordPages.BadLink(http) : pages.New(http, token, refusal);
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(PublicAddresses.NewPassword, Show).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(PublicAddresses.NewPassword, Handle).AllowAnonymous().ExcludeFromDescription();
    }
}
