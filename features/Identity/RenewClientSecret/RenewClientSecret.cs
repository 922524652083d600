using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff give an application a new secret; the old one, and what the application got for itself by it, stop being good at once.</summary>
internal static class RenewClientSecret
{
    private const string Update = "UPDATE clients SET secret_hash = $2, session_id = $3, version = version + 1 WHERE id = $1 AND session_id = $4";

    public sealed record Response(string Secret);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string clientId, HttpResponse http, SessionRevocations revocations, Session session, CancellationToken ct)
    {
        if (await ClientStore.FindActiveAsync(session, clientId, ct) is not { } client)
            return ClientErrors.NotFound.ToProblem();
        if (client.IsPublic)
            return ClientErrors.IsPublic.ToProblem();
        var secret = ClientSecret.Generate();
        session.WriteOne(ETag.Stale, Update, client.Id, ClientSecret.Hash(secret), Guid.CreateVersion7(), client.SessionId);
        revocations.RefuseOwnTokens(session, client);
        await session.CommitAsync(ct);
        http.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Response(secret));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/api/v1/clients/{clientId}/secret", Handle)
        .RequirePermission(Permissions.WriteClients)
        .RequireFreshSecondFactor()
        .WithExample(null, new Response("Yk0s…"));
}
