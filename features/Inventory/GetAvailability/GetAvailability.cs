using System.Security.Claims;
using Commerce.Data;
using Commerce.Defaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Commerce.Inventory;

/// <summary>Anybody asks whether a product, or one of its SKUs, can be bought now; staff also see where it lies.</summary>
internal static class GetAvailability
{
    public sealed record Response(string Id, int Available, bool InStock, IReadOnlyList<Availability> Items);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string productIdOrSku, ClaimsPrincipal user, Session session, HttpResponse http, CancellationToken ct)
    {
        if (!Sku.IsValid(productIdOrSku))
            return InventoryErrors.UnknownSku(productIdOrSku).ToProblem();

        var detailed = user.HasPermission(Permissions.Read);
        var skusOfProduct = await SkusOfProductAsync(productIdOrSku, session, ct);
        var skus = skusOfProduct ?? [productIdOrSku];
        var found = await Availability.ReadAsync(session, skus, detailed, ct);
        if (skusOfProduct is null && found.Count == 0)
            return InventoryErrors.UnknownSku(productIdOrSku).ToProblem();

        List<Availability> items = [.. skus.Select(sku => found.FirstOrDefault(f => f.Sku == sku) ?? Availability.None(sku, detailed))];
        var available = (int)Math.Min(items.Sum(i => (long)i.Available), int.MaxValue);
        http.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Response(productIdOrSku, available, available > 0, items));
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/inventory/{productIdOrSku}", Handle)
        .WithName(nameof(GetAvailability))
        .AllowAnonymous()
        .MoreWith(Permissions.Read)
        .WithExample(null, new Response("LAMP-OAK", 12, true, [new("LAMP-OAK", 12, true, null)]));

    private static async Task<string[]?> SkusOfProductAsync(string id, Session session, CancellationToken ct) =>
        Guid.TryParse(id, out var productId)
            ? await session.QuerySingleAsync(
                "SELECT skus FROM product_skus WHERE product_id = $1", row => row.GetFieldValue<string[]>(0), ct, productId)
            : null;
}
