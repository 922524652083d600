using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller takes their picture away. Doing so twice is no mistake.</summary>
internal static class DeleteAvatar
{
    public static async Task<NoContent> Handle(ClaimsPrincipal user, Session session, CancellationToken ct)
    {
        session.Write("DELETE FROM avatars WHERE user_id = $1", user.UserId());
        await session.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapDelete("/api/v1/users/me/avatar", Handle)
        .RequireOwner()
        .WithExample(null, null);
}
