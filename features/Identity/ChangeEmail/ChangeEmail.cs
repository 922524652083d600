using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>
/// The caller, having proved lately who they are, wants another address. It becomes theirs when a token mailed there comes back; the
/// answer does not tell whether it has an account already.
/// </summary>
internal static class ChangeEmail
{
    public sealed record Request(string Email, string Password);

    public sealed record Response(string Next);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Email).Must(e => EmailAddress.TryParse(e, out _)).WithErrorCode("email").WithMessage("Must be an e-mail address.");
            RuleFor(r => r.Password).NotEmpty().MaximumLength(PasswordRules.MaxLength * 2);
        }
    }

    public static async Task<Results<Accepted<Response>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, ClaimsPrincipal user, Credentials credentials, AccountMails mails, Session session, CancellationToken ct)
    {
        if (await Mailbox.OfAsync(session, user.UserId(), ct) is not { } owner)
            return AccountErrors.UserNotFound.ToProblem();
        if (await SecondFactors.IsProofLackingAsync(session, user, ct))
            return FreshProof.Refuse(http, secondFactor: true);
        if (await credentials.ProveAsync(session, owner.UserId, request.Password, http.Connection.RemoteIpAddress, ct) is { } refusal)
            return refusal.ToProblem(http.Response);

        var next = EmailAddress.Parse(request.Email);
        if (await Mailbox.OfAsync(session, next, ct) is null)
            mails.ChangeEmail(session, owner, next.Value);
        await session.CommitAsync(ct);
        return TypedResults.Accepted((string?)null, new Response("mailbox"));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPut("/api/v1/users/me/email", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .RequireFreshLogin()
        .WithExample(new Request("ada@example.com", "four words of my own"), new Response("mailbox"));
}
