using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff end all sessions of somebody, who can log in again: for a lost phone, or a session that looks stolen.</summary>
internal static class RevokeUserSessions
{
    public sealed record Response(int Ended);

    public static async Task<IResult> Handle(
        Guid userId, SessionRevocations revocations, AccountHistory history, Session session, CancellationToken ct)
    {
        if (await Profile.FindAsync(session, userId, ct) is null)
            return AccountErrors.UserNotFound.ToProblem();
        var ended = await revocations.EndAllAsync(session, userId, SessionEnds.RevokedByStaff, ct);
        history.Note(session, userId, "sessions-revoked-by-staff");
        return await session.AnswerAsync(Answer.Ok(new Response(ended)), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/{userId:guid}/sessions", Handle)
        .Idempotent()
        .RequirePermission(Permissions.WriteCustomers)
        .WithExample(null, new Response(2));
}
