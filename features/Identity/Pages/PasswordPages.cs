using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Shows the pages for a forgotten password.</summary>
internal sealed class PasswordPages(FormGuard guard)
{
    /// <param name="request">The way to an application on which the password was missed.</param>
    public IResult Forgot(HttpContext http, AuthorizeRequest? request, string? email, Error? refusal = null) =>
        SignInPages.Page<ForgotPasswordPage>(http, refusal, null, new()
        {
            [nameof(ForgotPasswordPage.Action)] = PublicAddresses.ForgotPassword + request?.Query,
            [nameof(ForgotPasswordPage.Guard)] = guard.Issue(http),
            [nameof(ForgotPasswordPage.Back)] = BackOf(request),
            [nameof(ForgotPasswordPage.Email)] = email,
            [nameof(ForgotPasswordPage.Alert)] = refusal?.Detail,
        });

    public static IResult Sent(HttpContext http, AuthorizeRequest? request, string email) => SignInPages.Page<ResetSentPage>(http, null, null, new()
    {
        [nameof(ResetSentPage.Email)] = email,
        [nameof(ResetSentPage.Back)] = BackOf(request),
    });

    /// <param name="refusal">What is wrong with the password, or in general.</param>
    public IResult New(HttpContext http, string token, Error? refusal = null, string? repeatFault = null) =>
        SignInPages.Page<NewPasswordPage>(http, refusal ?? (repeatFault is null ? null : Mismatch), null, new()
        {
            [nameof(NewPasswordPage.Guard)] = guard.Issue(http),
            [nameof(NewPasswordPage.Token)] = token,
            [nameof(NewPasswordPage.Alert)] = refusal is { Fields: [] } ? refusal.Detail : null,
            [nameof(NewPasswordPage.PasswordFault)] = refusal is { Fields: [var fault, ..] } ? fault.Detail : null,
            [nameof(NewPasswordPage.RepeatFault)] = repeatFault,
        });

    public static IResult Changed(HttpContext http) => SignInPages.Page<PasswordChangedPage>(http, null, null, []);

    public static IResult BadLink(HttpContext http) => SignInPages.Page<BadLinkPage>(http, AccountErrors.InvalidToken, null, []);

    private static Error Mismatch { get; } = new(422, "identity.not_the_same", "The two are not the same.");

    private static string? BackOf(AuthorizeRequest? request) => request is null ? null : PublicAddresses.LogIn + request.Query;
}
