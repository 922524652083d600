using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>The caller's archives that can be fetched or are being prepared.</summary>
internal static class ListExports
{
    public sealed record Response(IReadOnlyList<ExportView> Items);

    public static async Task<IResult> Handle(ClaimsPrincipal user, Session session, TimeProvider clock, CancellationToken ct) =>
        TypedResults.Ok(new Response(await ExportView.ListAsync(session, user.UserId(), clock.GetUtcNow(), ct)));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/exports", Handle)
        .RequireOwner()
        .WithSummary("My archives, the newest first")
        .Produces<Response>()
        .WithExample(null, new Response([ExportView.Example]));
}
