using System.Security.Claims;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>What the caller may do now, so that an application shows only what will not be refused. The services decide all the same.</summary>
internal static class GetMyPermissions
{
    /// <param name="Roles">Those of the token.</param>
    /// <param name="Permissions">What these roles grant at this moment.</param>
    /// <param name="HasSecondFactor">Whether the token says that a second factor was given; staff without one have no roles that grant anything.</param>
    public sealed record Response(IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, bool HasSecondFactor);

    public static Ok<Response> Handle(ClaimsPrincipal user) => TypedResults.Ok(new Response(
        [.. user.Claims.Where(c => c.Type == ((ClaimsIdentity)user.Identity!).RoleClaimType).Select(c => c.Value).Order(StringComparer.Ordinal)],
        [.. user.GrantedPermissions().Order(StringComparer.Ordinal)],
        user.HasSecondFactor()));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/permissions", Handle)
        .RequireOwner()
        .WithSummary("What the caller may do")
        .WithExample(null, new Response(["support"], ["customers:read", "orders:read", "orders:write"], true));
}
