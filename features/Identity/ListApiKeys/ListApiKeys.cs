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
        var size = Limit.Read(limit, Limit.Staff, otherwise: 50);
        if (size.Error is { } badLimit)
            return badLimit.ToProblem();
        var after = Cursor.Decode(cursor, Listing);
        if (after.Error is { } badCursor)
            return badCursor.ToProblem();
        var rows = await ApiKey.ListAsync(session, after.Value.IsStart ? null : after.Value.Id(0), size.Value + 1, ct);
        return TypedResults.Ok(Page.Of(rows, size.Value, last => Cursor.Encode(Listing, last.Id)));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/api-keys", Handle)
        .RequirePermission(Permissions.ReadApiKeys)
        .WithExample(null, new Page<ApiKey>([ApiKey.Example], null));
}
