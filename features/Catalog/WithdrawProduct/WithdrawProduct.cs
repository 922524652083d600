using Commerce.Data;
using Commerce.Defaults;

namespace Commerce.Catalog;

/// <summary>Staff take a product off sale. Withdrawing what is withdrawn already changes nothing.</summary>
internal static class WithdrawProduct
{
    public static Task<IResult> Handle(Guid id, IfMatch seen, Session session, TimeProvider clock, CancellationToken ct) =>
        session.ChangeProductAsync(id, seen.Version, product => product.Withdraw(clock.GetUtcNow()), ct);

    public static void Map(IEndpointRouteBuilder app) => app.MapDelete("/api/v1/products/{id:guid}/publication", Handle)
        .RequirePermission(CatalogPermissions.Write)
        .Idempotent()
        .ChangesCatalogue()
        .Produces<ProductDetails>()
        .WithExample(request: null, Examples.Product with { Status = ProductStatus.Withdrawn });
}
