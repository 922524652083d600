using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Identity;

/// <summary>The caller's own profile, and who it is that looks at it in their name.</summary>
internal static class GetMe
{
    public static async Task<IResult> Handle(ClaimsPrincipal user, Session session, CancellationToken ct) =>
        await Profile.FindAsync(session, user.UserId(), ct) is { } found
            ? ETag.Ok(found.Profile with { ImpersonatedBy = user.ImpersonatorId() }, found.Version)
            : AccountErrors.UserNotFound.ToProblem();

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me", Handle)
        .RequireOwner()
        .WithExample(null, Profile.Example);
}
