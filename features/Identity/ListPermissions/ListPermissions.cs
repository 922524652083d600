using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff see everything that a role could grant, what it allows, and which services ask for it.</summary>
internal static class ListPermissions
{
    public sealed record Response(IReadOnlyList<PermissionCatalogue.Entry> Permissions);

    public static async Task<Ok<Response>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(new Response(await PermissionCatalogue.ListAsync(session, ct)));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/permissions", Handle)
        .RequirePermission(Permissions.ReadRoles)
        .WithExample(null, new Response([new("orders:ship", "Dispatch shipments.", ["ordering"])]));
}
