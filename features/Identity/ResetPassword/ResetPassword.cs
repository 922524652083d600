using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>
/// Somebody with a mailed token chooses a new password. All sessions end; a second factor stays and is asked for at the next login, so
/// that a mailbox alone does not open an account that has one.
/// </summary>
internal static class ResetPassword
{
    public sealed record Request(string Token, string Password);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Token).NotEmpty();
            RuleFor(r => r.Password).NotNull();
        }
    }

    private const string Find = "SELECT user_id FROM account_tokens WHERE hash = $1 AND purpose = 'reset-password'";

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Request request, HttpResponse response, AccountTokens tokens, Passwords passwords, Session session, CancellationToken ct)
    {
        if (!OpaqueToken.TryParse(request.Token, out var token)
            || await session.QuerySingleAsync(Find, row => (Guid?)row.GetGuid(0), ct, token.Hash) is not { } userId
            || await Mailbox.OfAsync(session, userId, ct) is not { } owner)
            return AccountErrors.InvalidToken.ToProblem();
        // Judged and hashed first: a password that is refused must not cost the token.
        var hash = await passwords.HashAsync(request.Password, owner, ct);
        if (hash.Error is { } refusal)
            return refusal.ToProblem(response);
        if (await tokens.UseAsync(session, request.Token, AccountTokens.ResetPassword, ct) is null)
            return AccountErrors.InvalidToken.ToProblem();
        await passwords.ResetAsync(session, owner, hash.Value, ct);
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/reset-password", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("Yk0s…", "four other words of mine"), null);
}
