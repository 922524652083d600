using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>The caller's own profile.</summary>
internal static class GetMe
{
    public static async Task<IResult> Handle(ClaimsPrincipal user, Session session, CancellationToken ct) =>
        await Profile.FindAsync(session, user.UserId(), ct) is { } found
            ? ETag.Ok(found.Profile, found.Version)
            : AccountErrors.UserNotFound.ToProblem();

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me", Handle)
        .RequireOwner()
        .WithExample(null, Profile.Example);
}
