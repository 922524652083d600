using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>The page for the second factor brings what a passkey has signed, instead of a code.</summary>
internal static class ShowPasskeyFactor
{
    public static async Task<IResult> Handle(
        HttpContext http, AuthorizeRequests requests, Authorizations authorizations, BrowserSessions browsers, PasskeyLogIns logIns, FormGuard guard,
        SignInPages pages, SecondFactorSteps steps, Session session, CancellationToken ct) =>
        await SignInPages.WithRequestAsync(
            http,
            requests,
            authorizations,
            session,
            async request =>
            {
                var (form, malformed) = await OAuthForm.ReadAsync(http.Request, ct);
                if (malformed is not null || !guard.Passes(http.Request, form) || form["challenge"] is not { } challenge)
                    return Authorizations.GoTo(PublicAddresses.LogIn, request);
                var methods = SecondFactorPage.Known.Intersect(form["methods"]?.Split(' ') ?? []).ToArray();
                var signedIn = await CompleteAsync(http, logIns, session, challenge, form, ct);
                if (signedIn.Error is { } refusal)
                    return refusal.Code == SecondFactorErrors.InvalidChallenge.Code
                        ? pages.LogIn(http, request, request.LoginHint, refusal)
                        : await steps.ShowAsync(
                            http, request, challenge, methods.Contains(FactorMethods.Totp) ? FactorMethods.Totp : FactorMethods.Passkey, methods, refusal, session, ct);
                var browser = await browsers.BeginAsync(http, session, signedIn.Value.Subject, ct);
                return await authorizations.ContinueAsync(http, request, browser, justLoggedIn: true, session, ct);
            },
            ct);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(PublicAddresses.ConfirmWithPasskey, Handle).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Result<SignedIn>> CompleteAsync(
        HttpContext http, PasskeyLogIns logIns, Session session, string challenge, OAuthForm form, CancellationToken ct)
    {
        if (!PasskeyAnswer.TryParse(form["ceremony"], form["credential"], out var answer))
            return PasskeyErrors.NotAccepted;
        try
        {
            return await logIns.CompleteAsync(http, session, challenge, answer, ct);
        }
        catch (ConflictException used)
        {
            return used.Refusal; // the challenge was used up meanwhile
        }
    }
}
