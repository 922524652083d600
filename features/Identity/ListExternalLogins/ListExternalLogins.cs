using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller sees which other issuers' logins lead to their account, and which could.</summary>
internal static class ListExternalLogins
{
    private const string Select = "SELECT provider, linked_at FROM external_logins WHERE user_id = $1 ORDER BY provider";

    /// <param name="Available">Those that can be linked.</param>
    public sealed record Response(IReadOnlyList<Item> ExternalLogins, IReadOnlyList<Choice> Available);

    public sealed record Item(string Provider, string Name, DateTimeOffset LinkedAt);

    public sealed record Choice(string Provider, string Name);

    public static async Task<Ok<Response>> Handle(ClaimsPrincipal user, ExternalProviders providers, Session session, CancellationToken ct)
    {
        var linked = await session.QueryAsync(
            Select, row => new Item(row.GetString(0), providers.NameOf(row.GetString(0)), row.GetFieldValue<DateTimeOffset>(1)), ct, user.UserId());
        return TypedResults.Ok(new Response(
            linked, [.. providers.All.Where(p => linked.All(l => l.Provider != p.Name)).Select(p => new Choice(p.Name, p.DisplayName))]));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/external-logins", Handle)
        .RequireOwner()
        .WithExample(null, new Response([new("google", "Google", new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero))], [new("github", "GitHub")]));
}
