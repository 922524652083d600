using Commerce.Data;
using Commerce.Kernel;
using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.Identity;

/// <summary>Goes on with the authorization request of somebody who is back from another issuer, as after a password.</summary>
internal sealed class ExternalReturn(AuthorizeRequests requests, Authorizations authorizations, BrowserSessions browsers, SignInPages pages, SecondFactorSteps steps)
{
    /// <param name="query">The request as it was when they set out; it is read anew.</param>
    public async Task<IResult> GoOnAsync(HttpContext http, string query, Result<FirstFactor> proved, Session session, CancellationToken ct)
    {
        switch (await requests.ReadAsync(new OAuthForm(QueryHelpers.ParseQuery(query)), session, ct))
        {
            case AuthorizeReading.Valid(var request):
                if (proved.Error is { } refusal)
                    return pages.LogIn(http, request, request.LoginHint, refusal);
                if (proved.Value.SignedIn is not { } signedIn)
                    return await steps.BeginAsync(http, request, proved.Value.Challenge!, session, ct);
                var browser = await browsers.BeginAsync(http, session, signedIn.Subject, ct);
                return await authorizations.ContinueAsync(http, request, browser, justLoggedIn: true, session, ct);
            case AuthorizeReading.Returned(var uri, var state, var error, var description):
                return authorizations.Refuse(uri, state, error, description);
            case AuthorizeReading.Shown(var reason):
                return SignInPages.Error(http, reason);
            case var other:
                throw new InvalidOperationException($"{other} has no answer.");
        }
    }
}
