using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Somebody who is asked for a second factor has its code sent, by e-mail or text message.</summary>
internal static class SendCode
{
    public sealed record Request(string Challenge, string Method);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Challenge).NotEmpty();
            RuleFor(r => r.Method).NotEmpty().MaximumLength(20);
        }
    }

    public static async Task<Results<Accepted<SentCode>, ProblemHttpResult>> Handle(
        Request request, HttpContext http, SentFactors sentFactors, Session session, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        var sent = await sentFactors.AnswerAsync(session, request.Challenge, request.Method, http.Connection.RemoteIpAddress, ct);
        return sent.Error is { } refusal ? refusal.ToProblem(http.Response) : TypedResults.Accepted((string?)null, sent.Value);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/second-factor/code", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request(Challenge.Example.Token, FactorMethods.Sms), SentCode.Example, StatusCodes.Status202Accepted);
}
