using Commerce.Data;
using Commerce.Defaults;
using Commerce.Kernel;

namespace Commerce.Identity;

/// <summary>Staff see for which accounts an erasure was asked, by whom and why, and what became of it. The newest first.</summary>
internal static class ListErasureRequests
{
    private const string Listing = "erasure-requests";

    private static readonly string[] s_statuses = ["waiting", "rejected", "approved", "withdrawn", "erased"];

    private static readonly Error s_badStatus = new(422, "validation_failed", "Some values are not acceptable.")
    {
        Fields = [new("status", "invalid", $"Must be one of {string.Join(", ", s_statuses)}.")],
    };

    public static async Task<IResult> Handle(Guid? userId, string? status, string? cursor, int? limit, Session session, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit, Limit.Staff, otherwise: 50);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();
        if (status is not null && !s_statuses.Contains(status))
            return s_badStatus.ToProblem();
        var rows = await ErasureRequestView.ListAsync(session, userId, status, asked.Value.After?.Id(0), asked.Value.Rows, ct);
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.Id]));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/erasure-requests", Handle)
        .RequirePermission(Permissions.ReadCustomers)
        .WithSummary("What staff asked to have erased")
        .Produces<Page<ErasureRequestView>>()
        .WithExample(null, new Page<ErasureRequestView>([ErasureRequestView.Example], null));
}
