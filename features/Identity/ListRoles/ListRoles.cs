using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff see every role, what it grants, and what could be granted. A role's version is the ETag of its permissions.</summary>
internal static class ListRoles
{
    public sealed record Response(IReadOnlyList<RoleBook.Entry> Roles, IReadOnlyList<string> Permissions);

    public static async Task<Ok<Response>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(new Response(await RoleBook.ListAsync(session, ct), [.. (await PermissionCatalogue.NamesAsync(session, ct)).Order(StringComparer.Ordinal)]));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/roles", Handle)
        .RequirePermission(Permissions.ReadRoles)
        .WithExample(null, new Response([new("warehouse", 3, ["inventory:read", "inventory:write"])], ["inventory:read", "inventory:write"]));
}
