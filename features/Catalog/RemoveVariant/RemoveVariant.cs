using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Staff remove a variant. The SKU of one that was on sale stays reserved for its product.</summary>
internal static class RemoveVariant
{
    public static Task<IResult> Handle(Guid id, string sku, IfMatch seen, Session session, TimeProvider clock, CancellationToken ct) =>
        session.ChangeProductAsync(id, seen.Required, product => product.RemoveVariant(sku, clock.GetUtcNow()), ct);

    public static void Map(IEndpointRouteBuilder app) => app.MapDelete("/api/v1/products/{id:guid}/variants/{sku}", Handle)
        .RequirePermission(CatalogPermissions.Write)
        .RequireIfMatch()
        .Idempotent()
        .ChangesCatalogue()
        .Produces<ProductDetails>()
        .WithExample(request: null, Examples.Product);
}
