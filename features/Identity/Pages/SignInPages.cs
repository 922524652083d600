using Commerce.Data;
using Commerce.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Shows the pages of signing in and out. They need no script, load nothing from elsewhere and fit into no frame.</summary>
internal sealed class SignInPages(FormGuard guard, ExternalProviders providers)
{
    // With passkeys on it, a page runs one script of ours, which asks the API what the device needs.
    private const string Scripted = "script-src 'self'; connect-src 'self'; ";

    public static Error Stale { get; } = new(400, "identity.stale_form", "This page was open for too long, or came from elsewhere. Try again.");

    /// <summary>Reads the authorization request that a page carries in its address, and goes on with it.</summary>
    public static async Task<IResult> WithRequestAsync(
        HttpContext http, AuthorizeRequests requests, Authorizations authorizations, Session session, Func<AuthorizeRequest, Task<IResult>> goOn,
        CancellationToken ct) =>
        await requests.ReadAsync(new OAuthForm(http.Request.Query), session, ct) switch
        {
            AuthorizeReading.Valid(var request) => await goOn(request),
            AuthorizeReading.Returned(var uri, var state, var error, var description) => authorizations.Refuse(uri, state, error, description),
            AuthorizeReading.Shown(var reason) => Error(http, reason),
            var other => throw new InvalidOperationException($"{other} has no answer."),
        };

    public IResult LogIn(HttpContext http, AuthorizeRequest request, string? email, Error? refusal = null) =>
        Page<LogInPage>(http, refusal, request, new()
        {
            [nameof(LogInPage.Application)] = request.Client.Name,
            [nameof(LogInPage.Action)] = PublicAddresses.LogIn + request.Query,
            [nameof(LogInPage.PasskeyAction)] = PublicAddresses.LogInWithPasskey + request.Query,
            [nameof(LogInPage.Guard)] = guard.Issue(http),
            [nameof(LogInPage.Email)] = email,
            [nameof(LogInPage.Alert)] = refusal?.Detail,
            [nameof(LogInPage.Forgot)] = PublicAddresses.ForgotPassword + request.Query,
            [nameof(LogInPage.Others)] = providers.All.Select(p => ($"{PublicAddresses.External}/{p.Name}{request.Query}", p.DisplayName)).ToArray(),
        }, Scripted);

    /// <param name="method">The one that the page asks for; the others are offered.</param>
    /// <param name="sentTo">Where a code went that can be typed in, for methods whose code is sent.</param>
    public IResult SecondFactor(
        HttpContext http, AuthorizeRequest request, string challenge, string method, IReadOnlyList<string> methods, Error? refusal, string? sentTo) =>
        Page<SecondFactorPage>(http, refusal, request, new()
        {
            [nameof(SecondFactorPage.Action)] = PublicAddresses.SecondFactor + request.Query,
            [nameof(SecondFactorPage.PasskeyAction)] = PublicAddresses.ConfirmWithPasskey + request.Query,
            [nameof(SecondFactorPage.Guard)] = guard.Issue(http),
            [nameof(SecondFactorPage.Challenge)] = challenge,
            [nameof(SecondFactorPage.Method)] = method,
            [nameof(SecondFactorPage.Methods)] = methods,
            [nameof(SecondFactorPage.SentTo)] = sentTo,
            [nameof(SecondFactorPage.Alert)] = refusal?.Detail,
        }, methods.Contains(FactorMethods.Passkey) ? Scripted : "");

    public IResult Consent(HttpContext http, AuthorizeRequest request) =>
        Page<ConsentPage>(http, null, request, new()
        {
            [nameof(ConsentPage.Application)] = request.Client.Name,
            [nameof(ConsentPage.Action)] = PublicAddresses.Consent + request.Query,
            [nameof(ConsentPage.Guard)] = guard.Issue(http),
            [nameof(ConsentPage.Scopes)] = request.Scopes,
        });

    public static IResult Error(HttpContext http, string reason) =>
        Page<ErrorPage>(http, new Error(400, "identity.bad_request", reason), null, new() { [nameof(ErrorPage.Reason)] = reason });

    public IResult SignOut(HttpContext http, OAuthForm form) =>
        Page<SignOutPage>(http, null, null, new()
        {
            [nameof(SignOutPage.Action)] = $"{PublicAddresses.Protocol}/logout",
            [nameof(SignOutPage.Guard)] = guard.Issue(http),
            [nameof(SignOutPage.Parameters)] = form.All.Where(p => p.Key is not FormGuard.Field).ToDictionary(p => p.Key, p => p.Value.ToString()),
        });

    public static IResult SignedOut(HttpContext http) => Page<SignedOutPage>(http, null, null, []);

    public static IResult Linked(HttpContext http, string provider) =>
        Page<LinkedPage>(http, null, null, new() { [nameof(LinkedPage.Provider)] = provider });

    /// <summary>A page with the headers that all of them have.</summary>
    /// <param name="scripts">What its policy says of scripts.</param>
    public static RazorComponentResult<TPage> Page<TPage>(
        HttpContext http, Error? refusal, AuthorizeRequest? request, Dictionary<string, object?> parameters, string scripts = "")
        where TPage : IComponent
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // Browsers hold the way back to the application to the form's policy, too.
        headers.ContentSecurityPolicy =
            $"default-src 'none'; {scripts}style-src 'self'; img-src data:; form-action 'self'{OriginOf(request)}; frame-ancestors 'none'; base-uri 'none'";
        if (refusal?.RetryAfter is { } wait)
            headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new(parameters) { StatusCode = refusal?.Status ?? StatusCodes.Status200OK };
    }

    private static string OriginOf(AuthorizeRequest? request)
    {
        if (request is null || !Uri.TryCreate(request.RedirectUri, UriKind.Absolute, out var uri))
            return "";
        return uri.Scheme is "http" or "https" ? $" {uri.GetLeftPart(UriPartial.Authority)}" : $" {uri.Scheme}:";
    }
}
