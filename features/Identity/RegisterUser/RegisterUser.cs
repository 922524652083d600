using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>
/// Somebody opens an account. The answer is the same, and as late, when the address has one already: nobody can ask this endpoint
/// who shops here. It takes no <c>Idempotency-Key</c>: repeating it has no effect, and a stored hash of the body would be a quick
/// hash of the password.
/// </summary>
internal static class RegisterUser
{
    public sealed record Request(string Email, string Password, string DisplayName);

    /// <param name="Next">What to do now: <c>login</c> with the same address and password, or <c>confirm-email</c> first.</param>
    public sealed record Response(string Next);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Email).Must(e => EmailAddress.TryParse(e, out _)).WithErrorCode("email").WithMessage("Must be an e-mail address.");
            RuleFor(r => r.Password).NotNull();
            RuleFor(r => r.DisplayName).IsDisplayName();
        }
    }

    public static async Task<Results<Accepted<Response>, ProblemHttpResult>> Handle(
        Request request, HttpResponse response, PasswordHashing passwords, Registration registration, IOptions<AccountOptions> accounts, Session session,
        CancellationToken ct)
    {
        var email = EmailAddress.Parse(request.Email);
        if (PasswordRules.Check(request.Password, email.Value) is { } fault)
            return AccountErrors.InvalidPassword(fault).ToProblem();

        var hash = await passwords.HashAsync(request.Password, ct);
        if (hash.Error is { } refusal)
            return refusal.ToProblem(response);

        await registration.RegisterAsync(session, email, request.DisplayName, hash.Value, [Role.Customer], ct);
        return TypedResults.Accepted((string?)null, new Response(accounts.Value.ConfirmBeforeLogin ? "confirm-email" : "login"));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/register", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request("ada@example.org", "four words of my own", "Ada Lovelace"), new Response("login"));
}
