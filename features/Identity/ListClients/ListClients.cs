using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Identity;

/// <summary>Staff see which applications are registered; a shop has a few dozen at most.</summary>
internal static class ListClients
{
    private const int Most = 500;

    public sealed record Response(IReadOnlyList<ClientView> Clients);

    public static async Task<Ok<Response>> Handle(Session session, CancellationToken ct)
    {
        var clients = await session.QueryAsync($"SELECT {Client.Columns} FROM clients ORDER BY id LIMIT {Most}", Client.Read, ct);
        return TypedResults.Ok(new Response([.. clients.Select(ClientView.Of)]));
    }

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/api/v1/clients", Handle)
        .RequirePermission(Permissions.ReadClients)
        .WithExample(null, new Response([ClientView.Example]));
}
