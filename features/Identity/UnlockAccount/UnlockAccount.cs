using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The owner of an account that guessers have locked opens it with the token from the mail about it.</summary>
internal static class UnlockAccount
{
    public sealed record Request(string Token);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Token).NotEmpty();
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Request request, AccountTokens tokens, AccountHistory history, Session session, CancellationToken ct)
    {
        if (await tokens.UseAsync(session, request.Token, AccountTokens.Unlock, ct) is not { } used
            || await Mailbox.OfAsync(session, used.UserId, ct) is not { } owner)
            return AccountErrors.InvalidToken.ToProblem();
        LoginTries.Unlock(session, EmailAddress.Parse(owner.Email).Normalized);
        history.Note(session, used.UserId, "unlocked");
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/unlock", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("Yk0s…"), null);
}
