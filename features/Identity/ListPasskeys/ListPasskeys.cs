using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller sees their passkeys, the oldest first.</summary>
internal static class ListPasskeys
{
    public sealed record Response(IReadOnlyList<PasskeyView> Passkeys);

    public static async Task<Ok<Response>> Handle(ClaimsPrincipal user, Session session, CancellationToken ct) =>
        TypedResults.Ok(new Response(await PasskeyView.ListAsync(session, user.UserId(), ct)));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/passkeys", Handle)
        .RequireOwner()
        .WithExample(null, new Response([PasskeyView.Example]));
}
