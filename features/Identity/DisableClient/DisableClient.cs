using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff disable an application: nobody signs in by it any more, and whoever is signed in by it is not from now on.</summary>
internal static class DisableClient
{
    private const string Update = "UPDATE clients SET disabled_at = $2, session_id = $3, version = version + 1 WHERE id = $1 AND disabled_at IS NULL";

    public static async Task<IResult> Handle(
        string clientId, SessionRevocations revocations, Session session, TimeProvider clock, CancellationToken ct)
    {
        if (await ClientStore.FindActiveAsync(session, clientId, ct) is not { } client)
            return ClientErrors.NotFound.ToProblem();
        await revocations.EndOfClientAsync(session, client.Id, SessionEnds.ClientDisabled, ct);
        session.WriteOne(ClientErrors.NotFound, Update, client.Id, clock.GetUtcNow(), Guid.CreateVersion7());
        revocations.RefuseOwnTokens(session, client);
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/clients/{clientId}", Handle)
        .Idempotent()
        .RequirePermission(Permissions.WriteClients)
        .RequireFreshSecondFactor()
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
