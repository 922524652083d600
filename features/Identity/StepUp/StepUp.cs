using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller proves once more who they are, for what needs a fresh proof, and gets an access token that says so.</summary>
internal static class StepUp
{
    public sealed record Request(string Method, string Code);

    public sealed record Response(string AccessToken, string TokenType, int ExpiresIn);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Method).NotEmpty().MaximumLength(20);
            RuleFor(r => r.Code).NotEmpty().MaximumLength(PasswordRules.MaxLength * 2);
        }
    }

    private const string Find = "SELECT amr FROM sessions WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3";

    private const string Renew = """
        UPDATE sessions SET auth_time = $3, amr = $4, acr = $5 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3
        """;

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, ClaimsPrincipal user, Proofs proofs, AccessTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        var (userId, now) = (user.UserId(), clock.GetUtcNow());
        if (!Guid.TryParse(user.FindFirstValue("sid"), out var sessionId)
            || await session.QuerySingleAsync(Find, row => row.GetFieldValue<string[]>(0), ct, sessionId, userId, now) is not { } before)
            return SecondFactorErrors.SessionEnded.ToProblem();
        // Or the password would pass for a fresh second factor: the session remembers that there was one, and the time of the last proof.
        if (request.Method == FactorMethods.Password && before.Contains(FactorMethods.Several))
            return SecondFactorErrors.UseSecondFactor.ToProblem();
        if (await proofs.CheckAsync(session, userId, sessionId, request.Method, request.Code, http.Connection.RemoteIpAddress, ct) is { } refusal)
            return refusal.ToProblem(http.Response);

        var amr = FactorMethods.Amr(before, request.Method);
        session.WriteOne(SecondFactorErrors.SessionEnded, Renew, sessionId, userId, now, amr, Acr.Of(amr));
        var subject = new Subject(userId, sessionId, now, amr, await proofs.RolesAsync(session, userId, amr, ct));
        await session.CommitAsync(ct);
        return TypedResults.Ok(new Response(tokens.Issue(subject), "Bearer", (int)AccessTokens.Lifetime.TotalSeconds));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/step-up", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .WithExample(new Request(FactorMethods.Totp, "492039"), new Response(Tokens.Example.AccessToken, "Bearer", 900));
}
