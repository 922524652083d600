using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>The caller ends all of their sessions, or with <c>keepCurrent</c> all others than the one that asks.</summary>
internal static class RevokeSessions
{
    public sealed record Response(int Ended);

    public static async Task<IResult> Handle(
        bool? keepCurrent, ClaimsPrincipal user, SessionRevocations revocations, Session session, CancellationToken ct)
    {
        var except = keepCurrent is true ? SessionView.CurrentOf(user) : null;
        var ended = await revocations.EndAllAsync(session, user.UserId(), SessionEnds.RevokedByOwner, ct, except);
        return await session.AnswerAsync(Answer.Ok(new Response(ended)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/me/sessions", Handle)
        .Idempotent()
        .RequireOwner()
        .WithExample(null, new Response(2));
}
