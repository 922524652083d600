using Commerce.Data;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Which page for a second factor comes next, and whether a code is sent with it.</summary>
internal sealed class SecondFactorSteps(SignInPages pages, SentFactors sentFactors)
{
    /// <summary>The password was right. When a code that is sent is all there is to ask for, it is sent at once.</summary>
    public Task<IResult> BeginAsync(HttpContext http, AuthorizeRequest request, Challenge challenge, Session session, CancellationToken ct)
    {
        var method = challenge.Methods[0];
        return challenge.Methods.All(m => m == method || m == FactorMethods.RecoveryCode)
            ? ChooseAsync(http, request, challenge.Token, method, challenge.Methods, session, ct)
            : ShowAsync(http, request, challenge.Token, method, challenge.Methods, null, session, ct);
    }

    /// <summary>The person wants to use this method; its code is sent unless one is on its way.</summary>
    public async Task<IResult> ChooseAsync(
        HttpContext http, AuthorizeRequest request, string challenge, string method, IReadOnlyList<string> methods, Session session, CancellationToken ct) =>
        FactorMethods.IsSent(method) && await sentFactors.SentToAsync(session, challenge, method, ct) is null
            ? await SendAsync(http, request, challenge, method, methods, session, ct)
            : await ShowAsync(http, request, challenge, method, methods, null, session, ct);

    /// <summary>The person wants a code, or another one.</summary>
    public async Task<IResult> SendAsync(
        HttpContext http, AuthorizeRequest request, string challenge, string method, IReadOnlyList<string> methods, Session session, CancellationToken ct)
    {
        var sent = await sentFactors.AnswerAsync(session, challenge, method, http.Connection.RemoteIpAddress, ct);
        return sent.Error?.Code == SecondFactorErrors.InvalidChallenge.Code
            ? pages.LogIn(http, request, request.LoginHint, sent.Error)
            : await ShowAsync(http, request, challenge, method, methods, sent.Error, session, ct);
    }

    /// <summary>The page for this method, with what went wrong.</summary>
    public async Task<IResult> ShowAsync(
        HttpContext http, AuthorizeRequest request, string challenge, string method, IReadOnlyList<string> methods, Error? refusal, Session session,
        CancellationToken ct)
    {
        var sentTo = FactorMethods.IsSent(method) ? await sentFactors.SentToAsync(session, challenge, method, ct) : null;
        return pages.SecondFactor(http, request, challenge, method, methods, refusal, sentTo);
    }
}
