using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller proves once more who they are, for what needs a fresh proof, and gets an access token that says so.</summary>
internal static class StepUp
{
    public sealed record Request(string Method, string Code);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Method).NotEmpty().MaximumLength(20);
            RuleFor(r => r.Code).NotEmpty().MaximumLength(PasswordRules.MaxLength * 2);
        }
    }

    public static async Task<Results<Ok<RenewedToken>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, ClaimsPrincipal user, Proofs proofs, RenewedProofs renewed, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        var token = await renewed.RenewAsync(
            session,
            user,
            async (sessionId, before) => await CheckAsync(sessionId, before) is { } refusal ? refusal : FactorMethods.Amr(before, request.Method),
            ct);
        return token.Error is { } refused ? refused.ToProblem(http.Response) : TypedResults.Ok(token.Value);

        // A password would pass for a fresh second factor: the session remembers that there was one, and the time of the last proof.
        async Task<Error?> CheckAsync(Guid sessionId, string[] before) =>
            request.Method == FactorMethods.Password && before.Contains(FactorMethods.Several)
                ? SecondFactorErrors.UseSecondFactor
                : await proofs.CheckAsync(session, user.UserId(), sessionId, request.Method, request.Code, http.Connection.RemoteIpAddress, ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/step-up", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .WithExample(new Request(FactorMethods.Totp, "492039"), RenewedToken.Example);
}
