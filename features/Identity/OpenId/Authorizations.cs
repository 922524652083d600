using Commerce.Data;

namespace Commerce.Identity;

/// <summary>
/// Decides what an authorization request needs next: that somebody logs in, that they agree, or nothing more but the way back. Every
/// page carries the whole request in its address and it is read anew each time, so nothing has to be remembered or believed.
/// </summary>
internal sealed class Authorizations(
    AuthorizationCodes codes, BrowserSessions browsers, PublicAddresses addresses, TimeProvider clock)
{
    // How long somebody may take over the pages that follow a login which the application asked for.
    private static readonly TimeSpan JustNow = TimeSpan.FromMinutes(10);

    /// <param name="browser">Whoever is signed in to the calling browser.</param>
    /// <param name="justLoggedIn">The person has proved who they are for this very request.</param>
    public async Task<IResult> ContinueAsync(
        HttpContext http, AuthorizeRequest request, BrowserSession? browser, bool justLoggedIn, Session session, CancellationToken ct)
    {
        if (browser is null || !IsGoodFor(request, browser, justLoggedIn))
            return request.MayNotAsk || justLoggedIn
                ? Refuse(request, "login_required", "Nobody is signed in, or not as asked.")
                : GoTo(PublicAddresses.LogIn, request);
        if (!request.Client.FirstParty || request.MustConsent)
        {
            var agreed = !request.MustConsent && await ClientConsents.CoverAsync(session, browser.UserId, request, ct);
            if (!agreed)
                return request.MayNotAsk ? Refuse(request, "consent_required", "The person has not agreed yet.") : GoTo(PublicAddresses.Consent, request);
        }

        return await BringBackAsync(http, request, browser, session, ct);
    }

    /// <summary>Whether the person may be asked for consent now: what came before still holds.</summary>
    public bool MayConsent(AuthorizeRequest request, BrowserSession browser) =>
        IsGoodFor(request, browser, justLoggedIn: clock.GetUtcNow() - browser.AuthTime < JustNow);

    /// <summary>Back to the application with a code.</summary>
    public async Task<IResult> BringBackAsync(HttpContext http, AuthorizeRequest request, BrowserSession browser, Session session, CancellationToken ct)
    {
        if (await codes.IssueAsync(session, browser.Id, request, ct) is { } code)
            return Redirect(WithParameters(request.RedirectUri, ("code", code), ("state", request.State), ("iss", addresses.Issuer)));
        await browsers.ForgetAsync(http); // the session is over, whatever the cache remembers
        return request.MayNotAsk ? Refuse(request, "login_required", "Nobody is signed in any more.") : GoTo(PublicAddresses.LogIn, request);
    }

    public IResult Refuse(AuthorizeRequest request, string error, string description) => Refuse(request.RedirectUri, request.State, error, description);

    /// <summary>Back to the application with a refusal; only to an address that was found to be its own.</summary>
    public IResult Refuse(string redirectUri, string? state, string error, string description) =>
        Redirect(WithParameters(redirectUri, ("error", error), ("error_description", description), ("state", state), ("iss", addresses.Issuer)));

    /// <summary>To another page of ours, with the request in its address.</summary>
    public static IResult GoTo(string page, AuthorizeRequest request) => Redirect(page + request.Query);

    /// <summary>303: whatever was sent here is not sent again.</summary>
    public static IResult Redirect(string address) => new SeeOther(address);

    public static string WithParameters(string address, params (string Name, string? Value)[] parameters)
    {
        var query = QueryString.Create(parameters.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value))).ToUriComponent();
        return query.Length == 0 ? address : address + (address.Contains('?') ? "&" + query[1..] : query);
    }

    private bool IsGoodFor(AuthorizeRequest request, BrowserSession browser, bool justLoggedIn) =>
        (justLoggedIn || !request.MustLogIn)
        && (request.MaxAge is not { } age || clock.GetUtcNow() - browser.AuthTime <= (justLoggedIn && age < JustNow ? JustNow : age))
        && (justLoggedIn || !request.WantsTwoFactors || Acr.Of(browser.Amr) == Acr.TwoFactors)
        && (request.ExpectedUser is not { } expected || expected == browser.UserId);

    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            httpContext.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }
    }
}
