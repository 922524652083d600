using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller, who is to prove once more who they are, has a code sent. It is good for this session alone.</summary>
internal static class SendStepUpCode
{
    public sealed record Request(string Method);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Method).NotEmpty().MaximumLength(20);
    }

    public static async Task<Results<Accepted<SentCode>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, ClaimsPrincipal user, SentFactors sentFactors, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (SessionView.CurrentOf(user) is not { } sessionId)
            return SecondFactorErrors.SessionEnded.ToProblem();
        var sent = await sentFactors.SendAsync(
            session, user.UserId(), request.Method, Occasion.OfSession(sessionId), http.Connection.RemoteIpAddress, ct);
        if (sent.Error is { } refusal)
            return refusal.ToProblem(http.Response);
        await session.CommitAsync(ct);
        return TypedResults.Accepted((string?)null, sent.Value);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/step-up/code", Handle)
        .Validate(new Validator())
        .RequireOwner()
        .WithExample(new Request(FactorMethods.Sms), SentCode.Example, StatusCodes.Status202Accepted);
}
