using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff see every key, newest first: whose, with which scopes, until when, and when it was used last. Never its text.</summary>
internal static class ListApiKeys
{
    private const string Listing = "api-keys";

    public static async Task<Results<Ok<Page<ApiKey>>, ProblemHttpResult>> Handle(string? cursor, int? limit, Session session, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit, Limit.Staff, otherwise: 50);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();
        var rows = await ApiKey.ListAsync(session, asked.Value.After?.Id(0), asked.Value.Rows, ct);
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.Id]));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/api-keys", Handle)
        .RequirePermission(Permissions.ReadApiKeys)
        .WithExample(null, new Page<ApiKey>([ApiKey.Example], null));
}
