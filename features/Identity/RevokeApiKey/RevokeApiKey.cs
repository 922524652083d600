using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff end a key at once: the gateway refuses it within a second.</summary>
internal static class RevokeApiKey
{
    private const string Revoke = "UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";

    public static async Task<IResult> Handle(Guid keyId, ClaimsPrincipal user, Session session, AccountHistory history, TimeProvider clock, CancellationToken ct)
    {
        if (await ApiKey.FindAsync(session, keyId, ct) is null)
            return ApiKeyErrors.NotFound.ToProblem();
        session.Write(Revoke, keyId, clock.GetUtcNow());
        history.Note(session, user.UserId(), "api-key-revoked");
        return await session.AnswerAsync(Answer.NoContent(), ct);
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/api-keys/{keyId:guid}", Handle)
        .Idempotent()
        .RequirePermission(Permissions.WriteApiKeys)
        .WithExample(request: null, response: null, StatusCodes.Status204NoContent);
}
