using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>A client trades its refresh token, good once, for new tokens. Using one twice ends the session for whoever holds its tokens.</summary>
internal static class RefreshSession
{
    public sealed record Request(string RefreshToken);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.RefreshToken).NotEmpty();
    }

    public static async Task<Results<Ok<Tokens>, ProblemHttpResult>> Handle(
        Request request, HttpResponse response, LoginSessions sessions, AccessTokens tokens, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (!RefreshToken.TryParse(request.RefreshToken, out var presented))
            return SessionErrors.InvalidRefreshToken.ToProblem();
        var signedIn = await sessions.ContinueAsync(session, presented, ct);
        return signedIn.Error is { } refusal ? refusal.ToProblem() : Tokens.Of(signedIn.Value, tokens, clock).Answer(response);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/refresh", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request(Tokens.Example.RefreshToken), Tokens.Example);
}
