using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Somebody proves who they are with their password, and gets tokens. The answer to a wrong guess tells nothing more.</summary>
internal static class LogIn
{
    public sealed record Request(string Email, string Password);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Email).Must(e => EmailAddress.TryParse(e, out _)).WithErrorCode("email").WithMessage("Must be an e-mail address.");
            RuleFor(r => r.Password).NotEmpty().MaximumLength(PasswordRules.MaxLength * 2);
        }
    }

    public static async Task<Results<Ok<Tokens>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, Credentials credentials, AccessTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        var signedIn = await credentials.SignInAsync(session, EmailAddress.Parse(request.Email), request.Password, http.Connection.RemoteIpAddress, ct);
        return signedIn.Error is { } refusal
            ? refusal.ToProblem(http.Response)
            : Tokens.Of(signedIn.Value, tokens, clock).Answer(http.Response);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/login", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("ada@example.org", "four words of my own"), Tokens.Example);
}
