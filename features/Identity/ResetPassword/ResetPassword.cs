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

    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Request request, HttpResponse response, PasswordResets resets, Session session, CancellationToken ct) =>
        await resets.ResetAsync(session, request.Token, request.Password, ct) is { } refusal ? refusal.ToProblem(response) : TypedResults.NoContent();

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/reset-password", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("Yk0s…", "four other words of mine"), null);
}
