using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff see who is invited and has not accepted yet, the newest first.</summary>
internal static class ListStaffInvitations
{
    private const string Listing = "staff-invitations";

    public static async Task<IResult> Handle(string? cursor, int? limit, Session session, TimeProvider clock, CancellationToken ct)
    {
        var size = Limit.Read(limit, Limit.Staff, otherwise: 50);
        if (size.Error is { } badLimit)
            return badLimit.ToProblem();
        var after = Cursor.Decode(cursor, Listing);
        if (after.Error is { } badCursor)
            return badCursor.ToProblem();
        var rows = await Invitation.ListAsync(session, after.Value.IsStart ? null : after.Value.Id(0), size.Value + 1, clock.GetUtcNow(), ct);
        return TypedResults.Ok(Page.Of(rows, size.Value, last => Cursor.Encode(Listing, last.Id)));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/staff/invitations", Handle)
        .RequirePermission(Permissions.ReadRoles)
        .WithSummary("Who is invited")
        .Produces<Page<Invitation>>()
        .WithExample(null, new Page<Invitation>([Invitation.Example], null));
}
