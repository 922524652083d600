using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>The caller takes back what they let an application know: it is signed out, and has to ask again.</summary>
internal static class WithdrawApplication
{
    private const string Delete = "DELETE FROM client_consents WHERE user_id = $1 AND client_id = $2";

    public static async Task<IResult> Handle(
        string clientId, ClaimsPrincipal user, SessionRevocations revocations, Session session, CancellationToken ct)
    {
        await revocations.EndOfClientAsync(session, clientId, SessionEnds.ConsentWithdrawn, ct, user.UserId());
        session.WriteOne(ClientErrors.NotFound, Delete, user.UserId(), clientId);
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/me/applications/{clientId}", Handle)
        .Idempotent()
        .RequireOwner()
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
