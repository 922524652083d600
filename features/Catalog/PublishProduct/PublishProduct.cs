using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Staff put a product on sale. Publishing what is on sale already changes nothing.</summary>
internal static class PublishProduct
{
    public static Task<IResult> Handle(Guid id, IfMatch seen, Session session, TimeProvider clock, CancellationToken ct) =>
        session.ChangeProductAsync(id, seen.Version, product => product.Publish(clock.GetUtcNow()), ct);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/v1/products/{id:guid}/publication", Handle)
        .RequirePermission(CatalogPermissions.Write)
        .Idempotent()
        .ChangesCatalogue()
        .Produces<ProductDetails>()
        .WithExample(request: null, Examples.Product);
}
