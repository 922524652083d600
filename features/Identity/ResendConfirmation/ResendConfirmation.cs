using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Somebody has the token mailed again that confirms their address. The answer is the same whether or not there is such an account.</summary>
internal static class ResendConfirmation
{
    public sealed record Request(string Email);

    /// <param name="Next">Where to look.</param>
    public sealed record Response(string Next);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() =>
            RuleFor(r => r.Email).Must(e => EmailAddress.TryParse(e, out _)).WithErrorCode("email").WithMessage("Must be an e-mail address.");
    }

    public static async Task<Results<Accepted<Response>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, AccountMails mails, LoginTries tries, Session session, CancellationToken ct)
    {
        var email = EmailAddress.Parse(request.Email);
        // Counted by what was asked, not by what there is: nobody shall fill a stranger's mailbox.
        var tried = await tries.TakeAsync(session, $"mail|{email.Normalized}", http.Connection.RemoteIpAddress, ct);
        if (tried.Error is { } refusal)
            return refusal.ToProblem(http.Response);
        if (await Mailbox.OfAsync(session, email, ct) is { IsConfirmed: false } owner)
            mails.ConfirmEmail(session, owner);
        await session.CommitAsync(ct);
        return TypedResults.Accepted((string?)null, new Response("mailbox"));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/resend-confirmation", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("ada@example.org"), new Response("mailbox"));
}
