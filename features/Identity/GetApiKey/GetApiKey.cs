using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff look one key up.</summary>
internal static class GetApiKey
{
    public static async Task<Results<Ok<ApiKey>, ProblemHttpResult>> Handle(Guid keyId, Session session, CancellationToken ct) =>
        await ApiKey.FindAsync(session, keyId, ct) is { } key ? TypedResults.Ok(key) : ApiKeyErrors.NotFound.ToProblem();

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/api-keys/{keyId:guid}", Handle)
        .RequirePermission(Permissions.ReadApiKeys)
        .WithExample(null, ApiKey.Example);
}
