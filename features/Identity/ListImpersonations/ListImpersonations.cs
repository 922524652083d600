using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff see who saw the shop as whom, when, why, and whether it goes on, newest first.</summary>
internal static class ListImpersonations
{
    private const string Listing = "impersonations";

    public static async Task<Results<Ok<Page<ImpersonationView>>, ProblemHttpResult>> Handle(
        Guid? userId, Guid? staffId, bool? active, string? cursor, int? limit, Session session, TimeProvider clock, CancellationToken ct)
    {
        var size = Limit.Read(limit, Limit.Staff, otherwise: 50);
        if (size.Error is { } badLimit)
            return badLimit.ToProblem();
        var after = Cursor.Decode(cursor, Listing);
        if (after.Error is { } badCursor)
            return badCursor.ToProblem();
        var rows = await ImpersonationView.ListAsync(
            session, userId, staffId, active == true, after.Value.IsStart ? null : after.Value.Id(0), size.Value + 1, clock.GetUtcNow(), ct);
        return TypedResults.Ok(Page.Of(rows, size.Value, last => Cursor.Encode(Listing, last.Id)));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/impersonations", Handle)
        .RequirePermission(Permissions.ImpersonateCustomers)
        .WithExample(null, new Page<ImpersonationView>([ImpersonationView.Example], null));
}
