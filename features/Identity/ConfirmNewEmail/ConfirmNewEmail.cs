using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>A token mailed to the new address comes back: it is the account's from now on. The old one is told, and can undo it for 7 days.</summary>
internal static class ConfirmNewEmail
{
    public sealed record Request(string Token);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Token).NotEmpty();
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Request request, AccountTokens tokens, AccountMails mails, AccountHistory history, Session session, CancellationToken ct)
    {
        if (await tokens.UseAsync(session, request.Token, AccountTokens.ChangeEmail, ct) is not { Email: { } next } used
            || await Mailbox.OfAsync(session, used.UserId, ct) is not { } owner)
            return AccountErrors.InvalidToken.ToProblem();
        AddressChange.To(session, used.UserId, EmailAddress.Parse(next));
        history.Note(session, used.UserId, "email-changed");
        mails.EmailChanged(session, owner);
        return await AddressChange.TryCommitAsync(session, ct) ? TypedResults.NoContent() : AccountErrors.InvalidToken.ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/confirm-new-email", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("Yk0s…"), null);
}
