using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Somebody shows, by a token that was mailed there, that the account's address is theirs.</summary>
internal static class ConfirmEmail
{
    public sealed record Request(string Token);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Token).NotEmpty();
    }

    private const string Confirm = "UPDATE users SET email_confirmed = true, version = version + 1 WHERE id = $1";

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Request request, AccountTokens tokens, AccountHistory history, Session session, CancellationToken ct)
    {
        if (await tokens.UseAsync(session, request.Token, AccountTokens.ConfirmEmail, ct) is not { } used)
            return AccountErrors.InvalidToken.ToProblem();
        session.Write(Confirm, used.UserId);
        history.Note(session, used.UserId, "email-confirmed");
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/confirm-email", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("Yk0s…"), null);
}
