using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>
/// The old address takes a change back. Whoever made it knows the password, so that is void too: all sessions end, and the old address
/// gets a token for a new password.
/// </summary>
internal static class UndoEmailChange
{
    public sealed record Request(string Token);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Token).NotEmpty();
    }

    // Whoever changed the address must not keep the owner out by a factor of their own.
    private const string ForgetFactors = "DELETE FROM second_factors WHERE user_id = $1 AND (confirmed_at IS NULL OR confirmed_at >= $2)";
    private const string ForgetCodes = "DELETE FROM recovery_codes WHERE user_id = $1 AND created_at >= $2";
    private const string ForgetLogins = "DELETE FROM external_logins WHERE user_id = $1 AND linked_at >= $2";
    private const string ForgetPasskeys = "DELETE FROM passkeys WHERE user_id = $1 AND created_at >= $2";
    private const string ForgetPassword = "UPDATE users SET password_hash = NULL WHERE id = $1";

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Request request, AccountTokens tokens, AccountMails mails, AccountHistory history, SessionRevocations revocations, Session session, CancellationToken ct)
    {
        if (await tokens.UseAsync(session, request.Token, AccountTokens.UndoEmailChange, ct) is not { Email: { } old } used
            || await Mailbox.OfAsync(session, used.UserId, ct) is not { } owner)
            return AccountErrors.InvalidToken.ToProblem();
        AddressChange.To(session, used.UserId, EmailAddress.Parse(old));
        session.Write(ForgetPassword, used.UserId);
        session.Write(ForgetFactors, used.UserId, used.IssuedAt);
        session.Write(ForgetCodes, used.UserId, used.IssuedAt);
        session.Write(ForgetLogins, used.UserId, used.IssuedAt);
        session.Write(ForgetPasskeys, used.UserId, used.IssuedAt);
        await revocations.EndAllAsync(session, used.UserId, SessionEnds.PasswordChanged, ct);
        history.Note(session, used.UserId, "email-change-undone");
        mails.ResetPassword(session, owner with { Email = old });
        return await AddressChange.TryCommitAsync(session, ct) ? TypedResults.NoContent() : AccountErrors.InvalidToken.ToProblem();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/undo-email-change", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("Yk0s…"), null);
}
