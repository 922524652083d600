using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>
/// Somebody proves who they are with their password, and gets tokens; or, with a second factor set up, the question for it (401
/// <c>identity.second_factor_required</c>). The answer to a wrong guess tells nothing more.
/// </summary>
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
        var proved = await credentials.SignInAsync(session, EmailAddress.Parse(request.Email), request.Password, http.Connection.RemoteIpAddress, ct);
        if (proved.Error is { } refusal)
            return refusal.ToProblem(http.Response);
        if (proved.Value.SignedIn is not { } signedIn)
            return proved.Value.Challenge!.ToProblem(http.Response);
        var issued = Tokens.Of(signedIn, tokens, clock);
        return (proved.Value.MustEnrol ? issued with { Next = Tokens.EnrolSecondFactor } : issued).Answer(http.Response);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/login", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("ada@example.org", "four words of my own"), Tokens.Example);
}
