using Commerce.Data;
using Commerce.Defaults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>
/// Ends the session of a refresh token. Holding it is the proof, so this works after the access token has expired; whatever is sent,
/// the session is over afterwards and the answer the same.
/// </summary>
internal static class LogOut
{
    public sealed record Request(string RefreshToken);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.RefreshToken).NotEmpty();
    }

    public static async Task<NoContent> Handle(Request request, SessionRevocations revocations, Session session, CancellationToken ct)
    {
        if (RefreshToken.TryParse(request.RefreshToken, out var presented))
        {
            await revocations.EndOfTokenAsync(session, presented, SessionEnds.LoggedOut, ct);
            await session.CommitAsync(ct);
        }

        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/auth/logout", Handle)
        .Validate(new Validator())
        .AllowAnonymous()
        .WithExample(new Request(Tokens.Example.RefreshToken), null);
}
