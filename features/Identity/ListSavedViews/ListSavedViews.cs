using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>Staff see the views of a list: those that they saved, and those that colleagues share.</summary>
internal static class ListSavedViews
{
    public sealed record Response(IReadOnlyList<SavedView> Views);

    public static async Task<IResult> Handle(string list, ClaimsPrincipal user, Session session, CancellationToken ct) =>
        TypedResults.Ok(new Response(await SavedView.ListAsync(session, user.UserId(), list, ct)));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/staff/views", Handle)
        .RequireStaff()
        .WithSummary("The views of a list")
        .Produces<Response>()
        .WithExample(null, new Response([SavedView.Example]));
}
