using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Staff see the warehouses in the order in which orders are allocated to them.</summary>
internal static class ListWarehouses
{
    public sealed record Response(IReadOnlyList<Warehouse> Items);

    public static async Task<Ok<Response>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(new Response(await Warehouse.AllAsync(session, ct)));

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/warehouses", Handle)
        .WithName(nameof(ListWarehouses))
        .RequirePermission(Permissions.Read)
        .WithExample(null, new Response([new Warehouse("BER", "Berlin", "DE", 1, 1)]));
}
