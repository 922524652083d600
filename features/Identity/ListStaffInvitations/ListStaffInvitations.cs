using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff see who is invited and has not accepted yet, the newest first.</summary>
internal static class ListStaffInvitations
{
    private const string Listing = "staff-invitations";

    public static async Task<IResult> Handle(string? cursor, int? limit, Session session, TimeProvider clock, CancellationToken ct)
    {
        var asked = PageRequest.Read(Listing, cursor, limit, Limit.Staff, otherwise: 50);
        if (asked.Error is { } refusal)
            return refusal.ToProblem();
        var rows = await Invitation.ListAsync(session, asked.Value.After?.Id(0), asked.Value.Rows, clock.GetUtcNow(), ct);
        return TypedResults.Ok(asked.Value.PageOf(rows, last => [last.Id]));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/staff/invitations", Handle)
        .RequirePermission(Permissions.ReadRoles)
        .WithSummary("Who is invited")
        .Produces<Page<Invitation>>()
        .WithExample(null, new Page<Invitation>([Invitation.Example], null));
}
