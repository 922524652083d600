using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>The page on which somebody whose password was right gives their second factor, on their way to an application.</summary>
internal static class ShowSecondFactor
{
    public static async Task<IResult> Handle(
        HttpContext http, AuthorizeRequests requests, Authorizations authorizations, BrowserSessions browsers, SecondFactors secondFactors, FormGuard guard,
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
                if (form["other"] is { } other && methods.Contains(other))
                    return await steps.ChooseAsync(http, request, challenge, other, methods, session, ct);
                if (form["send"] is { } again && methods.Contains(again))
                    return await steps.SendAsync(http, request, challenge, again, methods, session, ct);

                var (method, code) = (form["method"] ?? "", form["code"]?.Trim() ?? "");
                if (code.Length is 0 or > FactorMethods.MaxCodeLength || !methods.Contains(method))
                    return await steps.ShowAsync(
                        http, request, challenge, methods.Contains(method) ? method : methods.FirstOrDefault(FactorMethods.Totp), methods, SecondFactorErrors.InvalidCode, session, ct);
                var signedIn = await VerifyAsync(secondFactors, session, challenge, method, code, http, ct);
                if (signedIn.Error is { } refusal)
                    return refusal.Code == SecondFactorErrors.InvalidChallenge.Code
                        ? pages.LogIn(http, request, request.LoginHint, refusal)
                        : await steps.ShowAsync(http, request, challenge, method, methods, refusal, session, ct);
                var browser = await browsers.BeginAsync(http, session, signedIn.Value.Subject, ct);
                return await authorizations.ContinueAsync(http, request, browser, justLoggedIn: true, session, ct);
            },
            ct);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(PublicAddresses.SecondFactor, Handle).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Result<SignedIn>> VerifyAsync(
        SecondFactors secondFactors, Session session, string challenge, string method, string code, HttpContext http, CancellationToken ct)
    {
        try
        {
            return await secondFactors.VerifyAsync(session, challenge, method, code, http.Connection.RemoteIpAddress, ct);
        }
        catch (ConflictException used)
        {
            return used.Refusal; // the code, or the challenge, was used up meanwhile
        }
    }
}
