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
        var asked = PageRequest.Read(Listing, cursor, limit, Limit.Staff, otherwise: 50);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();
        var rows = await ImpersonationView.ListAsync(
            session, userId, staffId, active == true, asked.Value.After?.Id(0), asked.Value.Rows, clock.GetUtcNow(), ct);
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.Id]));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/impersonations", Handle)
        .RequirePermission(Permissions.ImpersonateCustomers)
        .WithExample(null, new Page<ImpersonationView>([ImpersonationView.Example], null));
}
