using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Staff end one session of somebody, such as the one on a phone that was lost.</summary>
internal static class RevokeUserSession
{
    private static readonly Error s_notFound = new(404, "identity.session_not_found", "There is no such session, or it is over.");

    public static async Task<IResult> Handle(
        Guid userId, Guid sessionId, SessionRevocations revocations, AccountHistory history, Session session, CancellationToken ct)
    {
        if (!await revocations.EndAsync(session, sessionId, userId, SessionEnds.RevokedByStaff, ct))
            return s_notFound.ToProblem();
        history.Note(session, userId, "session-revoked-by-staff");
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/{userId:guid}/sessions/{sessionId:guid}", Handle)
        .Idempotent()
        .RequirePermission(Permissions.WriteCustomers)
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
