using System.Security.Claims;

namespace Commerce.Defaults.Sample;

/// <summary>The smallest service that uses everything the defaults offer.</summary>
public static class SampleEndpoints
{
    private static DeclaredPermission WriteStock { get; } = new("inventory:write", "Count stock.");

    private static DeclaredPermission RunPress { get; } = new("press:run", "Print notes.");

    public static void MapSample(this IEndpointRouteBuilder app)
    {
        WriteNote.Map(app);
        WriteAnonymousNote.Map(app);
        EditNote.Map(app);
        GetNote.Map(app);
        ListNotes.Map(app);
        Echo.Map(app);
        Fail.Map(app);

        app.MapGet("/api/v1/me", (ClaimsPrincipal user) => new { id = user.UserId(), mayWrite = user.HasPermission(WriteStock) })
            .RequireOwner().MoreWith(WriteStock);
        app.MapGet("/internal/stock", () => TypedResults.Ok("counted")).RequireService("ordering", "payments").ExcludeFromDescription();
        app.MapGet("/api/v1/stock", () => TypedResults.Ok("counted")).RequirePermission(WriteStock);
        app.MapGet("/api/v1/press", () => TypedResults.Ok("printed")).RequirePermission(RunPress);
    }
}
