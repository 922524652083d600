using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Somebody whose password was right gives the second factor that the login asked for, and gets tokens.</summary>
internal static class CompleteLogIn
{
    public sealed record Request(string Challenge, string Method, string Code);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Challenge).NotEmpty();
            RuleFor(r => r.Method).NotEmpty().MaximumLength(20);
            RuleFor(r => r.Code).NotEmpty().MaximumLength(FactorMethods.MaxCodeLength);
        }
    }

    public static async Task<Results<Ok<Tokens>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, SecondFactors secondFactors, AccessTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        var signedIn = await secondFactors.VerifyAsync(session, request.Challenge, request.Method, request.Code, http.Connection.RemoteIpAddress, ct);
        return signedIn.Error is { } refusal
            ? refusal.ToProblem(http.Response)
            : Tokens.Of(signedIn.Value, tokens, clock).Answer(http.Response);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/second-factor", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request(Challenge.Example.Token, FactorMethods.Totp, "492039"), Tokens.Example);
}
