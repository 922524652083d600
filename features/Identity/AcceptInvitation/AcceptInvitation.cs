using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>
/// The page that an invitation's link leads to: somebody chooses a name and a password, sets up their authenticator app, and is staff from
/// then on. Looking at it uses nothing up, and each look shows another secret for the app: what somebody saw who only looked is worth nothing.
/// </summary>
internal static class AcceptInvitation
{
    public static async Task<IResult> Show(HttpContext http, InvitationPages pages, Invitations invitations, Session session, CancellationToken ct) =>
        http.Request.Query["token"] is [{ } token] && await invitations.FindAsync(session, token, ct) is { } found
            ? pages.Form(http, token, found)
            : InvitationPages.BadLink(http);

    public static async Task<IResult> Handle(
        HttpContext http, FormGuard guard, InvitationPages pages, Invitations invitations, Session session, CancellationToken ct)
    {
        var (form, _) = await OAuthForm.ReadAsync(http.Request, ct);
        if (form["token"] is not { } token || await invitations.FindAsync(session, token, ct) is not { } found)
            return InvitationPages.BadLink(http);
        if (!guard.Passes(http.Request, form) || pages.OpenSecret(found, form["authenticator"]) is not { } secret)
            return pages.Form(http, token, found, SignInPages.Stale);
        var typed = new Acceptance(form["name"]?.Trim() ?? "", form["password"] ?? "", secret, form["code"] ?? "");
        if (Check(typed, form["repeated"] ?? "") is { } fault)
            return pages.Form(http, token, found, fault, typed);
        try
        {
            var codes = await invitations.AcceptAsync(session, token, typed, ct);
            return codes.Error is not { } refusal ? await InvitationPages.WelcomeAsync(http, session, codes.Value, ct) : Refused(refusal);
        }
        catch (ConflictException e)
        {
            return Refused(e.Refusal);
        }

        IResult Refused(Error refusal) =>
            refusal.Code == AccountErrors.InvalidToken.Code ? InvitationPages.BadLink(http) : pages.Form(http, token, found, refusal, typed);
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(PublicAddresses.Invitation, Show).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(PublicAddresses.Invitation, Handle).AllowAnonymous().ExcludeFromDescription();
    }

    private static Error? Check(Acceptance typed, string repeated)
    {
        if (!DisplayName.Accepts(typed.Name))
            return InvitationPages.At("/name", $"1 to {User.MaxDisplayNameLength} characters, all of them visible.");
        if (typed.Password.Length > PasswordRules.MaxLength * 2)
            return AccountErrors.InvalidPassword(PasswordFault.TooLong);
        return typed.Password != repeated ? InvitationPages.At("/repeated", "This is not the same password.") : null;
    }
}
