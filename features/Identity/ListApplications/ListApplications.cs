using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>The caller sees which other companies' applications may know something of them.</summary>
internal static class ListApplications
{
    private const string Select = """
        SELECT c.client_id, a.name, c.scope, c.granted_at FROM client_consents c JOIN clients a ON a.id = c.client_id WHERE c.user_id = $1 ORDER BY a.name
        """;

    public sealed record Response(IReadOnlyList<Item> Applications);

    public sealed record Item(string ClientId, string Name, IReadOnlyList<string> Scopes, DateTimeOffset GrantedAt);

    public static async Task<Ok<Response>> Handle(ClaimsPrincipal user, Session session, CancellationToken ct) =>
        TypedResults.Ok(new Response(await session.QueryAsync(
            Select, row => new Item(row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetFieldValue<DateTimeOffset>(3)), ct, user.UserId())));

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/users/me/applications", Handle)
        .RequireOwner()
        .WithExample(null, new Response([new("price-watcher", "Price Watcher", ["openid", "profile"], new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero))]));
}
