using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Commerce.Identity.Contracts;

namespace Commerce.Identity;

/// <summary>The caller ends one of their sessions. Every service hears of it by <see cref="SessionRevokedV1"/> and refuses its tokens.</summary>
internal static class RevokeSession
{
    public static async Task<IResult> Handle(
        Guid sessionId, ClaimsPrincipal user, SessionRevocations revocations, Session session, CancellationToken ct) =>
        await revocations.EndAsync(session, sessionId, user.UserId(), SessionEnds.RevokedByOwner, ct)
            ? await session.AnswerAsync(Answer.NoContent(), ct)
            : SessionErrors.NotFound.ToProblem();

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/me/sessions/{sessionId:guid}", Handle)
        .Idempotent()
        .RequireOwner()
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
